package chapter

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
)

// A Program is one of those that the chapter's command runs.
type Program struct {
	Name     string `json:"name"`
	Synopsis string `json:"synopsis"` // one line
	Line     int    `json:"line"`     // of main.go, where it is listed
}

// Programs returns the programs that the chapter's main.go lists in its variable programs, in that
// order: none where there is no such list, or where main.go cannot be parsed.
func (c *Chapter) Programs() []Program {
	programs := []Program{}
	files := token.NewFileSet()
	main, err := parser.ParseFile(files, filepath.Join(c.Dir(), "main.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		return programs
	}
	for _, d := range main.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range decl.Specs {
			spec, ok := s.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || spec.Names[0].Name != "programs" {
				continue
			}
			list, ok := spec.Values[0].(*ast.CompositeLit)
			if !ok {
				continue
			}
			for _, element := range list.Elts {
				if fields, ok := element.(*ast.CompositeLit); ok {
					programs = append(programs, Program{stringIn(fields, "Name"), stringIn(fields, "Synopsis"), files.Position(fields.Pos()).Line})
				}
			}
		}
	}
	return programs
}

// stringIn returns the string that a field of a composite literal is given.
func stringIn(literal *ast.CompositeLit, field string) string {
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		name, isName := pair.Key.(*ast.Ident)
		value, isLiteral := pair.Value.(*ast.BasicLit)
		if isName && isLiteral && name.Name == field {
			s, _ := strconv.Unquote(value.Value)
			return s
		}
	}
	return ""
}
