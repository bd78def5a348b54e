// Package fragment checks the Go in a chapter that is no part of a program: a signature, three
// lines for the sake of argument, a mistake that the compiler catches.
//
//	```go {fragment="signature"}
//	func Read(p []byte) (n int, err error)
//	```
//
//	```go {fragment="forgotten result" error="declared and not used: n"}
//	n, err := conn.Read(p)
//	```
//
// The one rule: a fragment parses as Go, or says what the compiler says about it.
package fragment

import (
	"context"
	"fmt"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"slowpoetry/site/internal/chapter"
)

// IsGo reports whether the fence is Go that has not its body from a file.
func IsGo(f chapter.Fence) bool {
	_, listed := f.Attrs["src"]
	return f.Lang == "go" && !listed
}

// Sync checks the fragment f of c, and returns the edit that formats it, or a problem, or nothing.
func Sync(ctx context.Context, c *chapter.Chapter, f chapter.Fence) (*chapter.Edit, *chapter.Problem) {
	fail := func(line int, format string, args ...any) (*chapter.Edit, *chapter.Problem) {
		p := c.Problem(line, format, args...)
		return nil, &p
	}
	name, named := f.Attrs["fragment"]
	if !named {
		return fail(f.Line, `Go that comes from nowhere: name its source, {src="get.go#download"}, or call it a fragment, {fragment="wrong"}`)
	}
	if unknown := f.Attrs.Unknown("fragment", "error"); len(unknown) > 0 {
		return fail(f.Line, "a fragment has no attribute %s: there are fragment and error", strings.Join(unknown, ", "))
	}
	form, line, err := parse(f.Body)
	if want, broken := f.Attrs["error"]; broken {
		said, err := compile(ctx, c, f.Body, form)
		switch {
		case err != nil:
			return fail(f.Line, "the fragment %q could not be compiled: %v", name, err)
		case said == "":
			return fail(f.Line, "the fragment %q is said to fail with %q, and compiles: mend the block, or take error away", name, want)
		case !strings.Contains(said, want):
			p := c.Problem(f.Line, "the fragment %q fails in another way than with %q: mend the block, or its error", name, want)
			p.Diff = said
			return nil, &p
		}
	} else if err != nil {
		return fail(f.Line+line, "the fragment %q is no Go: %v", name, err)
	}
	formatted, err := format.Source([]byte(f.Body))
	if err != nil {
		return nil, nil // broken on purpose
	}
	body := strings.TrimRight(string(formatted), "\n") + "\n"
	return c.Edit(f, f.Info, body, fmt.Sprintf("fragment %q", name), "is not formatted as gofmt does"), nil
}

// A form is what a fragment looks like: before and after it, what makes a file of it.
type form struct {
	before, after string
	file          bool // it is one itself
}

var (
	wholeFile    = form{file: true}
	declarations = form{before: "package p; "}
	statements   = form{before: "package p; func _() { ", after: "\n}"}
)

// parse finds out what the fragment is. When it is nothing, it returns the form that it is most
// like, and the number of the line that gives it away.
func parse(body string) (f form, line int, err error) {
	forms := []form{declarations, statements}
	if first(body) == token.PACKAGE {
		forms = []form{wholeFile}
	}
	for _, candidate := range forms {
		_, perr := parser.ParseFile(token.NewFileSet(), "", candidate.before+body+candidate.after, parser.SkipObjectResolution)
		if perr == nil {
			return candidate, 0, nil
		}
		if list, ok := perr.(scanner.ErrorList); ok && (err == nil || list[0].Pos.Line > line) {
			f, line, err = candidate, list[0].Pos.Line, fmt.Errorf("%s", list[0].Msg)
		}
	}
	return f, line, err
}

// first returns the first token of body.
func first(body string) token.Token {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(body)), []byte(body), nil, 0)
	_, tok, _ := s.Scan()
	return tok
}
