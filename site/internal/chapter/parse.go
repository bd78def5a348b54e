package chapter

import (
	"bytes"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser()

// Parse takes source apart as the index.md of folder. Its error is a [Problem].
func Parse(root, folder string, source []byte) (*Chapter, error) {
	c := &Chapter{Root: root, Folder: folder, Source: source, lines: []int{0}}
	for i, b := range source {
		if b == '\n' {
			c.lines = append(c.lines, i+1)
		}
	}
	if at, what := Unseen(source); at >= 0 {
		line, column := Place(source, at)
		return nil, Problem{File: c.File(), Line: line, Column: column, Text: "has " + what}
	}
	if match := folderName.FindStringSubmatch(path.Base(folder)); match != nil {
		c.Number, _ = strconv.Atoi(match[1])
	}
	body, err := c.readFront()
	if err != nil {
		return nil, err
	}
	c.body = body
	// goldmark gets the text with its front matter made blank, so that every position in the
	// one is a position in the other.
	visible := blank(source[:body])
	visible = append(visible, source[body:]...)
	c.Prose = blank(source)
	r := reader{Chapter: c, source: visible, anchors: map[string]bool{}}
	err = ast.Walk(markdown.Parse(text.NewReader(visible)), r.visit)
	if err != nil {
		return nil, err
	}
	c.keepFront(body)
	return c, nil
}

// blank returns a copy of text in which only the line ends are left.
func blank(text []byte) []byte {
	out := bytes.Repeat([]byte(" "), len(text))
	for i, b := range text {
		if b == '\n' {
			out[i] = '\n'
		}
	}
	return out
}

// A reader collects what the chapter is made of, on a walk through goldmark's tree.
type reader struct {
	*Chapter
	source  []byte
	anchors map[string]bool
}

func (r *reader) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	if html := rawHTML(n, r.source); html != "" {
		return ast.WalkStop, r.leftOut(r.LineAt(rawStart(n)), html)
	}
	line := r.LineAt(n.Pos())
	switch n := n.(type) {
	case *ast.FencedCodeBlock:
		fence, err := r.fence(n)
		if err != nil {
			return ast.WalkStop, err
		}
		r.Fences = append(r.Fences, fence)
		if fence.Lang == "quiz" {
			r.keep(fence.BodyStart, fence.BodyEnd)
			if html, line := raw(fence.Body); html != "" {
				return ast.WalkStop, r.leftOut(fence.Line+1+line, html)
			}
		}
	case *ast.Heading:
		lines := n.Lines()
		if lines.Len() == 0 {
			return ast.WalkStop, r.Problem(line, "this heading says nothing")
		}
		heading := Heading{Line: line, Start: n.Pos(), Level: n.Level, Text: r.text(n)}
		heading.End = r.startOf(r.LineAt(lines.At(lines.Len()-1).Start) + 1)
		heading.Anchor = r.anchor(heading.Text)
		r.Headings = append(r.Headings, heading)
	case *ast.Link:
		r.Links = append(r.Links, Link{
			Line: line, Start: n.Pos(), Target: string(n.Destination), Title: string(n.Title), Text: r.text(n),
		})
	case *ast.Image:
		alone := n.Parent().Kind() == ast.KindParagraph && n.PreviousSibling() == nil && n.NextSibling() == nil
		r.Links = append(r.Links, Link{
			Line: line, Start: n.Pos(), Target: string(n.Destination), Title: string(n.Title), Text: r.text(n),
			Image: true, Inline: !alone,
		})
		r.keepTitle(n)
	case *ast.Emphasis:
		if n.Level == 1 {
			r.Terms = append(r.Terms, Term{Line: line, Text: r.text(n)})
		}
	case *ast.Blockquote:
		if kind := alertKind.FindSubmatch(r.source[n.Pos():]); kind != nil {
			r.Alerts = append(r.Alerts, Alert{Line: line, Start: n.Pos(), Kind: strings.ToUpper(string(kind[1]))})
		}
	case *ast.CodeSpan:
		return ast.WalkSkipChildren, nil
	case *ast.Text:
		r.keep(n.Segment.Start, n.Segment.Stop)
		r.runs(n)
	}
	return ast.WalkContinue, nil
}

var alertKind = regexp.MustCompile(`^>[ \t]*\[!([A-Za-z]+)\]`)

// text returns the plain text of n, with its white space made single blanks.
func (r *reader) text(n ast.Node) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				text := n.Segment.Value(r.source)
				if !n.IsRaw() {
					text = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(text)))
				}
				b.Write(text)
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(r.source))
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// keep lets the bytes from start to end show in c.Prose.
func (c *Chapter) keep(start, end int) { copy(c.Prose[start:end], c.Source[start:end]) }

// keepTitle lets an image's title show in c.Prose: goldmark has its text, and not its place.
func (r *reader) keepTitle(n *ast.Image) {
	if len(n.Title) == 0 {
		return
	}
	if i := bytes.Index(r.source[n.Pos():], n.Title); i >= 0 {
		r.keep(n.Pos()+i, n.Pos()+i+len(n.Title))
	}
}
