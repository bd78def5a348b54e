package chapter

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// A Fence is a fenced block of code: where its bytes are, and what they say.
type Fence struct {
	Line       int    // of the opening fence
	Start, End int    // of the whole block, from the first backtick to the end of the last fence
	Info       string // what follows the opening backticks
	Lang       string // the first word of it: "go", "console", "quiz"
	Attrs      Attrs  // what stands in {braces}
	Body       string // without the indentation of the list or quotation that the block is in

	BodyStart, BodyEnd int // where the lines of the body are, with that indentation

	open, close string // the fences themselves
	prefix      string // that stands before every line: "" at the top level
}

// Attrs are the attributes of a fence, as goldmark reads them for Hugo: numbers and truth values
// are kept as text.
type Attrs map[string]string

// Unknown returns the attributes that are not among known, in alphabetical order.
func (a Attrs) Unknown(known ...string) []string {
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

var opening = regexp.MustCompile("^(`{3,}|~{3,})[ \t]*")

// fence finds out about a block what goldmark does not say.
func (r *reader) fence(n *ast.FencedCodeBlock) (Fence, error) {
	f := Fence{Line: r.LineAt(n.Pos()), Start: n.Pos()}
	lineStart := r.lines[f.Line-1]
	f.prefix = inner(string(r.source[lineStart:f.Start]))
	f.open = string(opening.Find(r.source[f.Start:]))
	fence := strings.TrimRight(f.open, " \t")
	if n.Info != nil {
		f.Info = string(n.Info.Segment.Value(r.source))
	}
	var body strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		body.Write(segment.Value(r.source))
	}
	f.Body = body.String()

	// The fence that closes is the line after the body.
	last := f.Line + n.Lines().Len() + 1
	f.BodyStart = r.startOf(f.Line + 1)
	f.BodyEnd = r.startOf(last)
	f.End = r.startOf(last + 1)
	rest := string(r.source[f.BodyEnd:f.End])
	f.close = strings.TrimRight(strings.TrimLeft(rest, "> \t"), " \t\n")
	if !strings.HasPrefix(f.close, fence) {
		return f, r.Problem(f.Line, "this block has no end: close it with %s", fence)
	}
	f.End -= len(rest) - len(strings.TrimRight(rest, " \t\n"))
	var err error
	f.Lang, f.Attrs, err = readInfo(f.Info)
	if err != nil {
		return f, r.Problem(f.Line, "%v", err)
	}
	return f, nil
}

// startOf returns where a line starts, or the end of the text when there is no such line.
func (c *Chapter) startOf(line int) int {
	if line-1 >= len(c.lines) {
		return len(c.Source)
	}
	return c.lines[line-1]
}

// inner returns what stands before the second line of a block whose first line has prefix before
// it: the same, with the marks of lists made blank.
func inner(prefix string) string {
	return strings.Map(func(r rune) rune {
		if r == '>' || r == '\t' {
			return r
		}
		return ' '
	}, prefix)
}

// readInfo splits `go {src="x.go" line=3}` in the language and its attributes.
func readInfo(info string) (lang string, attrs Attrs, err error) {
	lang, braces, found := strings.Cut(info, "{")
	lang = strings.TrimSpace(lang)
	if !found {
		return lang, nil, nil
	}
	read, ok := parser.ParseAttributes(text.NewReader([]byte("{" + braces)))
	if !ok || !strings.HasSuffix(strings.TrimSpace(braces), "}") {
		return "", nil, fmt.Errorf(`cannot read the attributes {%s: write {name="value" name=1}`, braces)
	}
	attrs = Attrs{}
	for _, attr := range read {
		name := string(attr.Name)
		switch value := attr.Value.(type) {
		case []byte:
			attrs[name] = string(value)
		case float64:
			attrs[name] = strconv.FormatFloat(value, 'f', -1, 64)
		default:
			attrs[name] = fmt.Sprint(value)
		}
		if strings.ContainsFunc(attrs[name], func(r rune) bool { return r < ' ' }) {
			return "", nil, fmt.Errorf(`the attribute %s has a control character: write \\b where you mean \b`, name)
		}
	}
	return lang, attrs, nil
}

// rewrite returns the block with another info string and body, between fences that nothing in the
// body can be taken for.
func (f Fence) rewrite(info, body string) string {
	sign := f.open[:1]
	longer := ""
	for strings.Contains(body, strings.TrimRight(f.open, " \t")+longer) {
		longer += sign
	}
	var b strings.Builder
	b.WriteString(longer + f.open + info + "\n")
	for line := range strings.Lines(body) {
		if line == "\n" {
			b.WriteString(strings.TrimRight(f.prefix, " \t") + "\n")
		} else {
			b.WriteString(f.prefix + strings.TrimSuffix(line, "\n") + "\n")
		}
	}
	b.WriteString(f.prefix + longer + f.close)
	return b.String()
}

// WithAttr returns the info string with the attribute name set to a bare value, such as a number,
// at its old place or at the end, and with value "" taken out.
func (f Fence) WithAttr(name, value string) string {
	for at := range attrPlaces(f.Info) {
		if f.Info[at.start:at.equals] != name {
			continue
		}
		if value == "" {
			return f.Info[:at.before] + f.Info[at.end:]
		}
		return f.Info[:at.equals] + "=" + value + f.Info[at.end:]
	}
	if value == "" {
		return f.Info
	}
	end := strings.LastIndexByte(f.Info, '}')
	return strings.TrimRight(f.Info[:end], " ") + " " + name + "=" + value + f.Info[end:]
}

// A place is where one name=value stands in an info string; before is the end of what precedes it.
type place struct{ before, start, equals, end int }

var attrPattern = regexp.MustCompile(`[ \t,]*([\w:.-]+)=("(?:\\.|[^"\\])*"|[^\s"},]+)`)

func attrPlaces(info string) func(func(place) bool) {
	return func(yield func(place) bool) {
		from := strings.IndexByte(info, '{') + 1
		for _, m := range attrPattern.FindAllStringSubmatchIndex(info[from:], -1) {
			if !yield(place{from + m[0], from + m[2], from + m[3], from + m[1]}) {
				return
			}
		}
	}
}
