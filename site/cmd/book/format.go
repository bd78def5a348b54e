package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"slowpoetry/site/internal/progress"
)

// formatted checks that every Go file is as gofmt would write it: those of the exercises too,
// which "go vet ./..." does not see.
func (t *tester) formatted(step *progress.Step) error {
	var problems []error
	count := 0
	err := eachGoFile(t.root, func(path string) error {
		count++
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(t.root, path)
		switch want, err := format.Source(source); {
		case err != nil:
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		case !bytes.Equal(source, want):
			problems = append(problems, fmt.Errorf("%s is not formatted: gofmt -w %s", name, name))
		}
		return t.ctx.Err()
	})
	step.Note("%d files", count)
	return errors.Join(append(problems, err)...)
}

// eachGoFile calls do for the book's Go files, wherever they are below root. Those of a testdata
// folder may be wrong on purpose, and those in node_modules are none of ours.
func eachGoFile(root string, do func(path string) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			if filepath.Ext(path) == ".go" {
				return do(path)
			}
		case path != root && strings.HasPrefix(entry.Name(), "."),
			entry.Name() == "testdata", entry.Name() == "node_modules", entry.Name() == "public":
			return filepath.SkipDir
		}
		return nil
	})
}
