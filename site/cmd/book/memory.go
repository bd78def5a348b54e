package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/gotest"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/touched"
)

// A memory knows whose tests have passed, and with what: for tests that start other programs the go command does
// not. What counts is all that they can depend on: files of the book, the Go toolchain, and the programs that
// tests need.
type memory struct {
	file   string
	passed map[string]pass // by package
}

// A pass is what became of a package's tests.
type pass struct {
	With    string // the sum of what they depend on
	Passed  int
	Skipped []string
}

// memoryFile is where the memory is kept. Without it everything is tested.
const memoryFile = "site/.tested/passed.json"

// recall reads the memory of the repository at root. What cannot be read was never there.
func recall(root string) *memory {
	m := &memory{filepath.Join(root, filepath.FromSlash(memoryFile)), map[string]pass{}}
	if text, err := os.ReadFile(m.file); err == nil && json.Unmarshal(text, &m.passed) != nil {
		m.passed = map[string]pass{}
	}
	return m
}

// of returns what became of a package's tests, if they passed with what the sum says.
func (m *memory) of(pkg, sum string) (pass, bool) {
	p, ok := m.passed[pkg]
	return p, ok && sum != "" && p.With == sum
}

// keep adds what has passed, with sums from before and after it ran: what has changed meanwhile is not known.
func (m *memory) keep(passed []gotest.Package, before, after map[string]string) error {
	for _, p := range passed {
		if sum := before[p.Path]; sum != "" && sum == after[p.Path] {
			m.passed[p.Path] = pass{sum, p.Passed, p.Skipped}
		}
	}
	text, err := json.MarshalIndent(m.passed, "", "\t")
	if err != nil {
		return err
	}
	beside := m.file + ".new"
	return errors.Join(os.MkdirAll(filepath.Dir(m.file), 0o755), os.WriteFile(beside, text, 0o644), os.Rename(beside, m.file))
}

// sums returns for each package the sum of what its tests depend on. It has none where git knows nothing of the
// book, and nothing is remembered there.
func sums(ctx context.Context, root string, book *touched.Book) (map[string]string, error) {
	files, err := touched.Files(ctx, root)
	if err != nil {
		return nil, ctx.Err()
	}
	machine, err := machineSum(ctx, root)
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, file := range files {
		if texts[file], err = fileSum(filepath.Join(root, filepath.FromSlash(file))); err != nil {
			return nil, err
		}
	}
	all := map[string]string{}
	for pkg, inputs := range book.Inputs(files) {
		sum := sha256.New()
		fmt.Fprintln(sum, machine)
		for _, file := range inputs {
			fmt.Fprintf(sum, "%q %s\n", file, texts[file])
		}
		all[pkg] = hex.EncodeToString(sum.Sum(nil))
	}
	return all, nil
}

// partsFolder returns the folder in which [remember] keeps what has passed on this machine, as it is now. What was kept
// when it was another is removed.
func partsFolder(ctx context.Context, root string) (string, error) {
	machine, err := machineSum(ctx, root)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(machine))
	all := filepath.Join(root, filepath.FromSlash(path.Dir(memoryFile)), "parts")
	here := hex.EncodeToString(sum[:8])
	entries, _ := os.ReadDir(all)
	for _, entry := range entries {
		if entry.Name() != here {
			err = errors.Join(err, os.RemoveAll(filepath.Join(all, entry.Name())))
		}
	}
	return filepath.Join(all, here), err
}

// fileSum returns the sum of a file, or of what a link says. One that is gone has none.
func fileSum(path string) (string, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "gone", nil
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		to, err := os.Readlink(path)
		return "link to " + to, err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return fmt.Sprintf("%v %x", info.Mode(), sum.Sum(nil)), nil
}

// machineSum describes the Go toolchain and the programs that tests need: which they are, and how large and old. The
// list of what Debian has installed tells of a browser that is behind a script.
func machineSum(ctx context.Context, root string) (string, error) {
	text, err := command.New(ctx, root, "go", "env", "GOVERSION", "GOOS", "GOARCH", "GOFLAGS", "GOEXPERIMENT", "CC").Output()
	if err != nil {
		return "", err
	}
	about := func(path string) {
		if info, err := os.Stat(path); err == nil {
			text += fmt.Sprintln(path, info.Size(), info.ModTime().UnixNano())
		}
	}
	for _, thing := range need.Things() {
		path, err := thing.Find()
		if err != nil {
			path = "no " + thing.Name
		}
		text += path + "\n"
		about(path)
	}
	about("/var/lib/dpkg/status")
	return text, nil
}
