package figuretest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"slowpoetry/code/book/figure"
)

// Check looks for what is wrong with a drawing that package figure made: it must be well-formed
// XML, with a size, a title and a description; no two parts may have one id, and every id that is
// referred to must exist; every letter must lie within the drawing, as far as can be said without
// the reader's fonts; and nothing may need what a page forbids, which is style attributes and
// scripts.
func Check(svg []byte) []error {
	c := checker{ids: map[string]bool{}}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return append(c.errs, fmt.Errorf("not well-formed: %w", err))
		}
		switch token := token.(type) {
		case xml.StartElement:
			c.start(token)
		case xml.CharData:
			c.text.Write(token)
		case xml.EndElement:
			c.end(token.Name.Local)
		}
	}
	c.finish()
	return c.errs
}

type checker struct {
	errs          []error
	ids           map[string]bool
	references    []string
	width, height float64
	depth         int
	title, desc   string
	element       xml.StartElement // the innermost that was opened
	text          bytes.Buffer     // what stands in it
}

func (c *checker) errorf(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

var reference = regexp.MustCompile(`url\(#([^)]*)\)`)

func (c *checker) start(e xml.StartElement) {
	c.depth++
	c.element = e.Copy()
	c.text.Reset()
	for _, a := range e.Attr {
		switch name := a.Name.Local; {
		case name == "id":
			if c.ids[a.Value] {
				c.errorf("two parts have the id %q", a.Value)
			}
			c.ids[a.Value] = true
		case name == "style":
			c.errorf("<%s> has a style attribute, which the page forbids", e.Name.Local)
		case strings.HasPrefix(name, "on"):
			c.errorf("<%s> has a script, %s", e.Name.Local, name)
		case name == "aria-labelledby":
			c.references = append(c.references, strings.Fields(a.Value)...)
		}
		for _, m := range reference.FindAllStringSubmatch(a.Value, -1) {
			c.references = append(c.references, m[1])
		}
	}
	switch name := e.Name.Local; {
	case name == "script":
		c.errorf("there is a script")
	case c.depth == 1 && name != "svg":
		c.errorf("it begins with <%s> instead of <svg>", name)
	case c.depth == 1:
		if n, _ := fmt.Sscanf(attr(e, "viewBox"), "0 0 %g %g", &c.width, &c.height); n != 2 {
			c.errorf("its viewBox is %q instead of 0 0 and a size", attr(e, "viewBox"))
		}
	}
}

func (c *checker) end(name string) {
	c.depth--
	if c.element.Name.Local != name {
		return
	}
	switch text := c.text.String(); name {
	case "title":
		c.title = text
	case "desc":
		c.desc = text
	case "text":
		c.place(text)
	}
}

// place checks that a text lies within the drawing.
func (c *checker) place(text string) {
	x, errX := strconv.ParseFloat(attr(c.element, "x"), 64)
	y, errY := strconv.ParseFloat(attr(c.element, "y"), 64)
	if errX != nil || errY != nil {
		c.errorf("text %q has no place", text)
		return
	}
	width := figure.TextWidth(attr(c.element, "class"), text)
	switch attr(c.element, "text-anchor") {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	const slack = 2
	switch {
	case x < -slack:
		c.errorf("text %q reaches beyond the left edge, by %.0f", text, -x)
	case x+width > c.width+slack:
		c.errorf("text %q reaches beyond the right edge, by %.0f", text, x+width-c.width)
	case y < 9 || y+3 > c.height+slack:
		c.errorf("text %q at y=%g reaches beyond the upper or lower edge", text, y)
	}
}

func (c *checker) finish() {
	if strings.TrimSpace(c.title) == "" {
		c.errorf("it has no title")
	}
	if strings.TrimSpace(c.desc) == "" {
		c.errorf("it has no description")
	}
	for _, id := range c.references {
		if !c.ids[id] {
			c.errorf("it refers to the id %q, which is nowhere", id)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
