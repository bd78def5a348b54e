package wasm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Bench returns where the page's toolchain is: what a reader's browser needs to build a program
// that the reader has changed. It is a folder of its own, since pages are complete without it.
func Bench(root string) string { return filepath.Join(root, "site", "toolchain") }

// tools are the programs of the toolchain: the compiler and the linker, as they come with Go, and
// one that formats.
var tools = []string{"cmd/compile", "cmd/link", "./site/cmd/gofile"}

// A manifest says what belongs to the toolchain. It is toolchain.json.
type manifest struct {
	Go       string           `json:"go"`       // "go1.26.8": of compiler, linker and archives alike
	Language string           `json:"language"` // "go1.26": of the book's module
	Sizes    map[string]int64 `json:"sizes"`    // of what is fetched before a program can be built
	Sources  []string         `json:"sources"`  // the files with the texts: "code", and the chapters
}

// BuildToolchain brings the toolchain up to date. How far it is goes to status.
//
// It leaves compile.wasm.gz, link.wasm.gz and gofile.wasm.gz; standard.gz, with the compiled
// packages of the standard library, and book.gz, with those of the book (see [archives]); the
// texts of the book, code.json, 02-slow-poetry.json and so on (see [sources]); and the manifest.
func BuildToolchain(ctx context.Context, root string, status func(format string, args ...any)) (r Report, err error) {
	to := Bench(root)
	tmp := filepath.Join(workshop(root), ".tools") // which is not swept away
	for _, folder := range []string{to, tmp} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return r, err
		}
	}
	status("the packages of the book")
	listed, err := list(ctx, root)
	if err != nil {
		return r, err
	}
	m := manifest{Sizes: map[string]int64{}, Language: listed.language()}
	if m.Go, err = goForPage(ctx, root, "env", "GOVERSION").Output(); err != nil {
		return r, err
	}
	add := func(name string, inside []byte) error {
		fresh, size, err := pack(root, filepath.Join(to, name), inside)
		m.Sizes[name] = size
		r.Programs++
		r.Bytes += size
		if fresh {
			r.New++
		}
		return err
	}
	for _, tool := range tools {
		name := path.Base(tool) + ".wasm"
		status("%s (the first time takes minutes)", strings.TrimPrefix(tool, "./site/"))
		if err := compile(ctx, root, tool, filepath.Join(tmp, name)); err != nil {
			return r, err
		}
		program, err := os.ReadFile(filepath.Join(tmp, name))
		if err != nil {
			return r, err
		}
		if err := add(name+".gz", program); err != nil {
			return r, err
		}
	}
	status("the compiled packages")
	standard, book, err := archives(ctx, root, listed)
	if err != nil {
		return r, err
	}
	if err := errors.Join(add("standard.gz", standard), add("book.gz", book)); err != nil {
		return r, err
	}
	texts, err := sources(root, listed)
	if err != nil {
		return r, err
	}
	var keep []string
	for name := range m.Sizes {
		keep = append(keep, name)
	}
	for _, text := range texts {
		m.Sources = append(m.Sources, text.Name)
		keep = append(keep, text.Name+".json")
		if err := save(root, filepath.Join(to, text.Name+".json"), text); err != nil {
			return r, err
		}
	}
	err = save(root, filepath.Join(to, "toolchain.json"), m)
	return r, errors.Join(err, sweep(to, append(keep, "toolchain.json")))
}

// save writes a value as JSON, unless it is there already.
func save(root, to string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if have, err := os.ReadFile(to); err == nil && string(have) == string(text) {
		return nil
	}
	if err := replace(root, to, text); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(to), err)
	}
	return nil
}
