// Package figuretest keeps the figures of a chapter what its code draws.
//
// A chapter's figures_test.go draws each of its figures and hands them over:
//
//	func TestFigures(t *testing.T) {
//		figuretest.Golden(t, "figures/blocking.svg", blocking())
//	}
//
// The test fails when the file in the repository is another. With the flag -update it writes the
// file instead, which is what `go tool book sync` does. Either way it fails when the drawing
// itself is bad (see [Check]).
//
// The one rule: a figure is drawn by code, and never mended by hand.
package figuretest

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the figures, instead of comparing them with the files")

// Golden compares the drawing with the file at path, which is relative to the folder of the test,
// and reports an error when they differ; with -update it writes the file. A file that needs no
// change is left alone, and others are replaced as a whole or not at all.
func Golden(t testing.TB, path string, svg []byte) {
	t.Helper()
	golden(t, path, svg, *update)
}

func golden(t testing.TB, path string, svg []byte, update bool) {
	t.Helper()
	for _, err := range Check(svg) {
		t.Errorf("%s: %v", path, err)
	}
	committed, err := os.ReadFile(filepath.FromSlash(path))
	// Git may have given the lines of the file the ends that Windows likes.
	committed = bytes.ReplaceAll(committed, []byte("\r\n"), []byte("\n"))
	switch {
	case err == nil && bytes.Equal(committed, svg):
	case update:
		if err := write(filepath.FromSlash(path), svg); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	case errors.Is(err, fs.ErrNotExist):
		t.Errorf("%s is missing: %s", path, remedy)
	case err != nil:
		t.Errorf("%s: %v", path, err)
	default:
		t.Errorf("%s is not what the code draws: %s\n%s", path, remedy, difference(committed, svg))
	}
}

const remedy = "run `go tool book sync` (or this test with -update), and look at it"

// difference shows the first line in which two figures differ.
func difference(old, new []byte) string {
	a, b := strings.Split(string(old), "\n"), strings.Split(string(new), "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	line := func(lines []string) string {
		if i >= len(lines) {
			return "(the end)"
		}
		if len(lines[i]) > 160 {
			return lines[i][:160] + "…"
		}
		return lines[i]
	}
	return fmt.Sprintf("line %d of the file: %s\nline %[1]d as drawn:    %[3]s", i+1, line(a), line(b))
}

// write replaces the file at path, at once.
func write(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".figure-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // which fails, and may, when all went well
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
