// Gofile knows what a file of Go is made of, for the editor in the page: it formats it, and says
// what it imports and which tests it has.
//
// In the page it is compiled for js/wasm and gives the worker that runs it one function, gofile. It
// takes the text of a file and returns an object that has what a [file] has, with the names of its
// JSON. From a terminal it does the same once,
//
//	go run ./site/cmd/gofile <serve.go
//
// The one rule: it reads one file and knows of no others, so that it has answered before a reader
// has lifted the finger from the key.
package main

import (
	"errors"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A file is what there is to know about one.
type file struct {
	Text     string    `json:"text"` // as gofmt has it
	Package  string    `json:"package"`
	Imports  []string  `json:"imports"`
	Tests    []string  `json:"tests"`
	Examples []example `json:"examples"`
	Errors   []problem `json:"errors"` // when there are any, there is nothing else
}

// An example is a function whose output is told in a comment at its end.
type example struct {
	Name      string `json:"name"`
	Output    string `json:"output"`
	Unordered bool   `json:"unordered"`
}

// A problem is something that is no Go. Line and column count from 1, the column in bytes.
type problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// read reads a file.
func read(text []byte) file {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, "", text, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
	if err != nil {
		return file{Errors: problems(err)}
	}
	formatted, err := format.Source(text)
	if err != nil {
		return file{Errors: problems(err)}
	}
	f := file{Text: string(formatted), Package: parsed.Name.Name}
	for _, spec := range parsed.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err == nil && !slices.Contains(f.Imports, path) {
			f.Imports = append(f.Imports, path)
		}
	}
	for _, decl := range parsed.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && isTest(fn) {
			f.Tests = append(f.Tests, fn.Name.Name)
		}
	}
	for _, e := range doc.Examples(parsed) {
		if e.Output != "" || e.EmptyOutput {
			f.Examples = append(f.Examples, example{"Example" + e.Name, e.Output, e.Unordered})
		}
	}
	return f
}

// isTest reports whether go test would run the function: func TestX(t *testing.T).
func isTest(fn *ast.FuncDecl) bool {
	rest, named := strings.CutPrefix(fn.Name.Name, "Test")
	if !named || rest == "Main" || fn.Recv != nil || fn.Type.TypeParams != nil {
		return false
	}
	if rest != "" && 'a' <= rest[0] && rest[0] <= 'z' { // Testing tests nothing
		return false
	}
	if fn.Type.Results != nil || fn.Type.Params.NumFields() != 1 {
		return false
	}
	pointer, ok := fn.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	selector, ok := pointer.X.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "T"
}

// problems returns the places of an error of the parser.
func problems(err error) []problem {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return []problem{{1, 1, err.Error()}}
	}
	list.RemoveMultiples() // on one line, which follow from the first
	var found []problem
	for _, e := range list {
		found = append(found, problem{e.Pos.Line, e.Pos.Column, e.Msg})
	}
	return found
}
