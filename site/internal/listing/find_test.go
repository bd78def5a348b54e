package listing

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The standard library has declarations of every kind, in every style that gofmt lets through.
func TestEveryDeclarationOfTheStandardLibraryIsFound(t *testing.T) {
	var files, found int
	for _, file := range standardFiles(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decls, err := Decls(file, source)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		files++
		lines := strings.SplitAfter(string(source), "\n")
		for _, d := range decls {
			// With the doc comment or without it, in turn: both for each would take twice as long.
			from := d.Doc
			if found%2 == 1 {
				from = d.From
			}
			text := show(lines, from, d.To, false).Text
			if got := declarations(text); !slices.Equal(got, d.Names) {
				t.Errorf("%s: the text found for %v declares %v:\n%s", file, d.Names, got, text)
			}
			found += len(d.Names)
		}
		var all []string
		for _, d := range decls {
			all = append(all, d.Names...)
		}
		if want := declarations(string(source)); !slices.Equal(all, want) {
			t.Errorf("%s declares %v, and %v were found", file, want, all)
		}
	}
	t.Logf("%d declarations in %d files", found, files)
	if files < 300 || found < 5000 {
		t.Errorf("only %d declarations in %d files were looked for", found, files)
	}
}

// standardFiles returns some hundred files of the standard library.
func standardFiles(t *testing.T) []string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("go env GOROOT: %v", err)
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "src")
	var files []string
	for _, folder := range []string{"net", "reflect", "time", "sync", "go/ast", "slices", "io"} {
		err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(folder)), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case strings.HasSuffix(path, "_test.go") && strings.Contains(path, "http"): // long, and all alike
			case filepath.Ext(path) == ".go":
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// declared returns the names in decl, found in another way than by the code under test.
func declared(decl ast.Decl) []string {
	if f, ok := decl.(*ast.FuncDecl); ok {
		if f.Recv == nil {
			return []string{f.Name.Name}
		}
		var base string
		ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && base == "" {
				base = id.Name
			}
			return base == ""
		})
		return []string{base + "." + f.Name.Name}
	}
	var names []string
	for _, spec := range decl.(*ast.GenDecl).Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			names = append(names, spec.Name.Name)
		case *ast.ValueSpec:
			for _, id := range spec.Names {
				names = append(names, id.Name)
			}
		}
	}
	return names
}

// declarations returns the names that text declares, as the body of a file or as a file.
func declarations(text string) []string {
	if !strings.Contains(text, "package ") {
		text = "package p\n" + text
	}
	tree, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	if err != nil {
		tree, err = parser.ParseFile(token.NewFileSet(), "", "package p\n"+text, parser.SkipObjectResolution)
	}
	if err != nil {
		return []string{err.Error()}
	}
	var names []string
	for _, decl := range tree.Decls {
		for _, name := range declared(decl) {
			if name != "_" && !strings.HasSuffix(name, "._") {
				names = append(names, name)
			}
		}
	}
	return names
}
