package wasm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The compiler and the linker know a dozen processors. In the page they build for one, so what is for the
// others is left out: the compiler has 35 MB instead of 47, and a reader fetches 2.3 MB less (Go 1.26, 2026-11).

// processor is the one that the page's programs are for.
const processor = "wasm"

// choices are the files of Go in which its tools choose a processor, below GOROOT/src.
var choices = []string{
	"cmd/compile/main.go",
	"cmd/compile/internal/ssa/config.go",
	"cmd/link/main.go",
}

// overlay writes to a folder what lets go build make the tools for one processor, and returns the file that
// -overlay wants.
func overlay(goroot, folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	replaced := map[string]string{}
	for _, name := range choices {
		file := filepath.Join(goroot, "src", filepath.FromSlash(name))
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if text, err = forOne(text); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		to := filepath.Join(folder, strings.ReplaceAll(name, "/", "-"))
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return "", err
		}
		replaced[file] = to
	}
	text, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	to := filepath.Join(folder, "overlay.json")
	return to, os.WriteFile(to, text, 0o644)
}

// forOne returns the source of a tool without the choices of other processors: where there is a map or a switch in
// which one is chosen, the entries or cases that go by the names of the others.
func forOne(source []byte) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	chosen := 0
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			names := func(e ast.Expr) []ast.Expr {
				if entry, ok := e.(*ast.KeyValueExpr); ok {
					return []ast.Expr{entry.Key}
				}
				return nil
			}
			if slices.ContainsFunc(n.Elts, func(e ast.Expr) bool { return slices.ContainsFunc(names(e), ours) }) {
				chosen++
				n.Elts = slices.DeleteFunc(n.Elts, func(e ast.Expr) bool { return others(names(e)) })
			}
		case *ast.BlockStmt:
			names := func(s ast.Stmt) []ast.Expr {
				if clause, ok := s.(*ast.CaseClause); ok {
					return clause.List
				}
				return nil
			}
			if slices.ContainsFunc(n.List, func(s ast.Stmt) bool { return slices.ContainsFunc(names(s), ours) }) {
				chosen++
				n.List = slices.DeleteFunc(n.List, func(s ast.Stmt) bool { return others(names(s)) })
			}
		}
		return true
	})
	if chosen != 1 {
		return nil, fmt.Errorf("this Go chooses %s in %d places, and one was expected", processor, chosen)
	}
	dropUnused(file)
	var b bytes.Buffer
	err = format.Node(&b, files, file)
	return b.Bytes(), err
}

// processors are the names that Go's tools know, the page's apart.
var processors = strings.Fields("386 amd64 arm arm64 loong64 mips mipsle mips64 mips64le ppc64 ppc64le riscv64 s390x")

// ours reports whether an expression is the name of the page's processor.
func ours(name ast.Expr) bool { return quoted(name) == processor }

// others reports whether expressions are names of other processors.
func others(names []ast.Expr) bool {
	return len(names) > 0 && !slices.ContainsFunc(names, func(name ast.Expr) bool { return !slices.Contains(processors, quoted(name)) })
}

// quoted returns the value of a string literal, "" of another expression.
func quoted(e ast.Expr) string {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	value, _ := strconv.Unquote(literal.Value)
	return value
}

// dropUnused removes the imports that a file has no more use for, and its comments, which have lost their places.
func dropUnused(file *ast.File) {
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok {
				used[name.Name] = true
			}
		}
		return true
	})
	for _, decl := range file.Decls {
		imports, ok := decl.(*ast.GenDecl)
		if !ok || imports.Tok != token.IMPORT {
			continue
		}
		imports.Specs = slices.DeleteFunc(imports.Specs, func(spec ast.Spec) bool {
			s := spec.(*ast.ImportSpec)
			from, _ := strconv.Unquote(s.Path.Value)
			return s.Name == nil && !used[path.Base(from)]
		})
	}
	file.Comments = nil
}
