// Package highlight writes Go code as HTML, each line with a number that one can link to.
//
//	html := highlight.Go(source)
//
// Its classes are those that Chroma gives to Hugo's code blocks, as far as the book's stylesheet tells them apart, and
// its tokens are those of [go/scanner]: for the nine hundred files that the book shows this takes a twentieth of the
// time that Chroma's regular expressions take, and the site is built again at every word that an author changes.
package highlight

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"html"
	"strings"
)

// Go returns the lines of a Go file. Code that is none comes without colours where it is wrong.
func Go(source []byte) []byte {
	w := &writer{last: 1 + bytes.Count(bytes.TrimSuffix(source, []byte("\n")), []byte("\n"))}
	w.begin()
	all := tokens(source)
	done := 0
	for i, t := range all {
		w.write("", string(source[done:t.at]))
		of := i > 0 && all[i-1].kind == token.PERIOD
		called := i+1 < len(all) && all[i+1].kind == token.LPAREN
		w.write(class(t, of, called), string(source[t.at:t.end]))
		done = t.end
	}
	w.write("", strings.TrimSuffix(string(source[done:]), "\n"))
	return append(w.out.Bytes(), "\n</span>"...)
}

// A part is a token, and where it stands in its file.
type part struct {
	kind    token.Token
	text    string
	at, end int
}

func tokens(source []byte) (list []part) {
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			return list
		}
		if kind == token.SEMICOLON && text == "\n" || kind == token.ILLEGAL {
			continue
		}
		if text == "" {
			text = kind.String()
		}
		at := file.Offset(pos)
		list = append(list, part{kind, text, at, min(at+len(text), len(source))})
	}
}

// class returns what a token is coloured as: of says that it is the name of something in something else, and called
// that it is called, or declared as a function.
func class(t part, of, called bool) string {
	switch {
	case t.kind == token.COMMENT:
		return "c"
	case t.kind == token.STRING || t.kind == token.CHAR:
		return "s"
	case t.kind.IsLiteral() && t.kind != token.IDENT:
		return "m"
	case t.kind.IsKeyword() || predeclared[t.text] && !of:
		return "k"
	case t.kind == token.IDENT && called:
		return "nf"
	}
	return ""
}

// predeclared has the names of the universe block, which are coloured as keywords.
var predeclared = map[string]bool{}

func init() {
	const names = "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string " +
		"uint uint8 uint16 uint32 uint64 uintptr true false iota nil " +
		"append cap clear close complex copy delete imag len make max min new panic print println real recover"
	for name := range strings.FieldsSeq(names) {
		predeclared[name] = true
	}
}

// A writer puts tokens into lines.
type writer struct {
	out  bytes.Buffer
	line int
	last int // the number of the last one
}

func (w *writer) begin() {
	w.line++
	width := len(fmt.Sprint(w.last)) + 1
	fmt.Fprintf(&w.out, `<span class="line"><span class="ln" id="L%d"><a class="lnlinks" href="#L%[1]d">%[2]*[1]d</a></span>`, w.line, width)
}

// write writes text of one class. A token that goes over several lines is one of its class in each of them.
func (w *writer) write(class, text string) {
	for {
		line, rest, more := strings.Cut(text, "\n")
		line = html.EscapeString(strings.TrimSuffix(line, "\r"))
		switch {
		case line == "":
		case class == "":
			w.out.WriteString(line)
		default:
			fmt.Fprintf(&w.out, `<span class="%s">%s</span>`, class, line)
		}
		if !more {
			return
		}
		w.out.WriteString("\n</span>")
		w.begin()
		text = rest
	}
}
