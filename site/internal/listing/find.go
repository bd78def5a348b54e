package listing

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// A Decl is a top-level declaration of a Go file and the lines it takes. A group in parentheses
// is one declaration with several names: its members explain each other, and the values of a
// group of constants hang on their order.
type Decl struct {
	Names []string // "Recite", "Poem.Title"; several in a group
	Doc   int      // the first line with the doc comment, From when there is none
	From  int      // the first line without it
	To    int      // the last line, with a comment that ends it
}

// Decls returns the declarations of a file, in its order, without its imports. Blank names are
// left out, and a declaration that has no other name too.
func Decls(file string, source []byte) ([]Decl, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	line := func(pos token.Pos) int { return set.PositionFor(pos, false).Line }
	ends := map[int]int{} // of the comments, by the line in which they begin
	for _, c := range tree.Comments {
		ends[line(c.Pos())] = line(c.End())
	}
	var decls []Decl
	for _, node := range tree.Decls {
		d := Decl{Names: names(node)}
		if len(d.Names) == 0 {
			continue
		}
		d.From, d.To = line(node.Pos()), line(node.End())
		d.Doc = d.From
		if doc := comment(node); doc != nil {
			d.Doc = line(doc.Pos())
		}
		d.To = max(d.To, ends[d.To])
		decls = append(decls, d)
	}
	return decls, nil
}

// Find returns the lines of the declaration of name in a Go file: from its doc comment when doc
// is true.
func Find(file string, source []byte, name string, doc bool) (first, last int, err error) {
	decls, err := Decls(file, source)
	if err != nil {
		return 0, 0, err
	}
	var known []string
	found := -1
	for i, d := range decls {
		known = append(known, d.Names...)
		if !slices.Contains(d.Names, name) {
			continue
		}
		if found >= 0 {
			return 0, 0, fmt.Errorf("%s declares %s twice, in lines %d and %d: mark a region", file, name, decls[found].From, d.From)
		}
		found = i
	}
	if found < 0 {
		return 0, 0, fmt.Errorf("there is no %s in %s%s", name, file, suggest(name, known))
	}
	d := decls[found]
	if doc {
		return d.Doc, d.To, nil
	}
	return d.From, d.To, nil
}

// names returns what node declares.
func names(node ast.Decl) []string {
	var names []string
	add := func(id *ast.Ident) {
		if id.Name != "_" {
			names = append(names, id.Name)
		}
	}
	switch node := node.(type) {
	case *ast.FuncDecl:
		if node.Recv == nil || len(node.Recv.List) == 0 {
			add(node.Name)
			break
		}
		if node.Name.Name != "_" {
			names = append(names, receiver(node.Recv.List[0].Type)+"."+node.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range node.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				add(spec.Name)
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					add(id)
				}
			}
		}
	}
	return names
}

// receiver returns the name of a receiver's type, without its star and its type parameters.
func receiver(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return receiver(expr.X)
	case *ast.ParenExpr:
		return receiver(expr.X)
	case *ast.IndexExpr:
		return receiver(expr.X)
	case *ast.IndexListExpr:
		return receiver(expr.X)
	case *ast.Ident:
		return expr.Name
	}
	return ""
}

// comment returns the doc comment of node, or nil.
func comment(node ast.Decl) *ast.CommentGroup {
	switch node := node.(type) {
	case *ast.FuncDecl:
		return node.Doc
	case *ast.GenDecl:
		return node.Doc
	}
	return nil
}

// suggest returns a clause that lists the names most like name.
func suggest(name string, known []string) string {
	var near []string
	for _, k := range known {
		if distance(strings.ToLower(last(name)), strings.ToLower(last(k))) <= 2 || strings.EqualFold(last(name), last(k)) {
			near = append(near, k)
		}
	}
	switch {
	case len(near) > 0:
		return ": did you mean " + strings.Join(near, " or ") + "?"
	case len(known) > 0 && len(known) <= 12:
		return ": there is " + strings.Join(known, ", ")
	}
	return ""
}

// last returns the part of a name after its dot.
func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// distance returns how many letters to change, add or drop to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
