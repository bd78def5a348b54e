package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The functions of Go that the chapter sends its readers to are where it says.
func TestWhatThereIsToReadIsThere(t *testing.T) {
	text, err := os.ReadFile("index.md")
	if err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([a-z_/]+\\.go)` \\| ([^|]*) \\|").FindAllStringSubmatch(string(text), -1)
	if len(rows) < 5 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	for _, row := range rows {
		path := filepath.Join(strings.TrimSpace(string(root)), "src", filepath.FromSlash(row[1]))
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			continue
		}
		have := map[string]bool{}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				have[f.Name.Name] = true
			}
		}
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[2], -1) {
			if !have[name[1]] {
				t.Errorf("%s has no %s", row[1], name[1])
			}
		}
	}
}
