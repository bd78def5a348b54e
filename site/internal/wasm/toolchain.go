package wasm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
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
	Only     []string         `json:"only"`     // the chapters with packages that are fetched for these alone
	Sources  []string         `json:"sources"`  // the files with the texts: "code", and the chapters
}

// BuildToolchain brings the toolchain up to date. How far it is goes to status.
//
// It leaves compile.wasm.gz, link.wasm.gz and gofile.wasm.gz; standard.gz, with the compiled
// packages of the standard library, book.gz, with those of the book, and only-22-the-end.gz and so on,
// with those that a single chapter needs (see [archives]); the
// texts of the book, code.json, 02-slow-poetry.json and so on (see [sources]); and the manifest.
func BuildToolchain(ctx context.Context, root string, status func(format string, args ...any)) (Report, error) {
	m := maker{root: root, to: Bench(root), manifest: manifest{Sizes: map[string]int64{}, Only: []string{}}}
	if err := errors.Join(MakeFolders(root), os.MkdirAll(m.shelf(), 0o755)); err != nil {
		return m.report, err
	}
	status("the packages of the book")
	listed, err := list(ctx, root)
	if err != nil {
		return m.report, err
	}
	status("the compiler, which takes minutes the first time")
	goroot, err := goForPage(ctx, root, "env", "GOROOT").Output()
	if err != nil {
		return m.report, err
	}
	one, err := overlay(goroot, filepath.Join(workshop(root), ".overlay"))
	if err != nil {
		return m.report, err
	}
	err = compile(ctx, root, m.shelf(), tools, func(format string, args ...any) {
		status(format+" (the first time takes minutes)", args...)
	}, "-overlay", one)
	if err != nil {
		return m.report, err
	}
	for _, tool := range tools {
		status("packing %s", path.Base(tool))
		if err := m.tool(tool); err != nil {
			return m.report, err
		}
	}
	status("the compiled packages")
	packed, err := archive(ctx, root, listed)
	if err != nil {
		return m.report, err
	}
	texts, err := sources(root, listed)
	if err != nil {
		return m.report, err
	}
	m.manifest.Language = listed.language()
	m.manifest.Go, err = goForPage(ctx, root, "env", "GOVERSION").Output()
	if err := errors.Join(err, m.pack("standard.gz", packed.standard), m.pack("book.gz", packed.book)); err != nil {
		return m.report, err
	}
	for _, chapter := range slices.Sorted(maps.Keys(packed.only)) {
		m.manifest.Only = append(m.manifest.Only, chapter)
		if _, err := m.file(only(chapter), packed.only[chapter]); err != nil {
			return m.report, err
		}
	}
	// All at once: whoever watches the folder makes the site again for each change.
	for _, p := range m.ready {
		if err := p.write(root); err != nil {
			return m.report, err
		}
	}
	if err := errors.Join(m.texts(texts), m.save("toolchain.json", &m.manifest)); err != nil {
		return m.report, err
	}
	names := make([]string, len(tools))
	for i, tool := range tools {
		names[i] = path.Base(tool)
	}
	return m.report, errors.Join(sweep(m.to, m.keep), sweep(m.shelf(), names))
}

// only is the file with the packages of a chapter.
func only(chapter string) string { return "only-" + chapter + ".gz" }

// A maker makes the files of the toolchain.
type maker struct {
	root, to string
	manifest manifest
	report   Report
	ready    []*packed
	keep     []string // the files that belong there
}

// shelf is the folder of the tools as they were compiled. The dot keeps it from being swept away.
func (m *maker) shelf() string { return filepath.Join(workshop(m.root), ".tools") }

// tool packs a program of the toolchain.
func (m *maker) tool(pkg string) error {
	name := path.Base(pkg)
	program, err := os.ReadFile(filepath.Join(m.shelf(), name))
	if err != nil {
		return err
	}
	if program, err = memory(program, leastOfTool, mostOfTool); err != nil {
		return fmt.Errorf("%s: %w", pkg, err)
	}
	return m.pack(name+".wasm.gz", program)
}

// pack makes a file that is fetched before a program can be built.
func (m *maker) pack(name string, inside []byte) error {
	p, err := m.file(name, inside)
	if err == nil {
		m.manifest.Sizes[name] = p.size
	}
	return err
}

// file makes a file.
func (m *maker) file(name string, inside []byte) (*packed, error) {
	p, err := pack(filepath.Join(m.to, name), inside)
	if err != nil {
		return nil, err
	}
	m.ready = append(m.ready, p)
	m.keep = append(m.keep, name)
	m.report.add(p)
	return p, nil
}

// texts writes what readers can change.
func (m *maker) texts(all []texts) error {
	var err error
	for _, t := range all {
		m.manifest.Sources = append(m.manifest.Sources, t.Name)
		err = errors.Join(err, m.save(t.Name+".json", t))
	}
	return err
}

// save writes a value as JSON, unless it is there already.
func (m *maker) save(name string, value any) error {
	m.keep = append(m.keep, name)
	file := filepath.Join(m.to, name)
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if have, err := os.ReadFile(file); err == nil && string(have) == string(text) {
		return nil
	}
	return replace(m.root, file, text)
}
