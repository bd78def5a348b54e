// Package simulated checks the chains of a chapter: blocks in the notation of package chain, which
// the page makes a simulator of.
//
//	```chain
//	fire value tide
//	fail no ink | return sorry
//	```
//
//	![What it shows.](figures/no-ink.svg "A caption, true of other chains too.")
//
// The one rule: a block is followed by its picture. That is what readers on paper have, and what
// comes alive on the page; so it has to be the one that the simulator would draw.
package simulated

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"

	"slowpoetry/code/book/chain"
	"slowpoetry/site/internal/chapter"
)

// IsChain reports whether f is a chain.
func IsChain(f chapter.Fence) bool { return f.Lang == "chain" }

// Check returns what is wrong with the chain f of c, or nil.
func Check(c *chapter.Chapter, f chapter.Fence) *chapter.Problem {
	problem := func(line int, err error) *chapter.Problem {
		p := c.Problem(line, "the chain %v", err)
		return &p
	}
	if unknown := f.Attrs.Unknown(); len(unknown) > 0 {
		return problem(f.Line, fmt.Errorf("has attributes, and knows none: %q", unknown))
	}
	d, err := chain.Parse(f.Body)
	if syntax, ok := errors.AsType[*chain.SyntaxError](err); ok {
		return problem(f.Line+syntax.Line, fmt.Errorf("is malformed: %s", syntax.Message))
	}
	picture, found := next(c, f)
	if !found {
		return problem(f.Line, fmt.Errorf("has no picture: let the figure of it come next, for readers on paper, and for the page to bring alive"))
	}
	svg, err := os.ReadFile(filepath.Join(c.Dir(), filepath.FromSlash(picture.Target)))
	if err != nil {
		return problem(picture.Line, fmt.Errorf("has no picture: %w", err))
	}
	if !bytes.Equal(svg, drawn(d, svg)) {
		return problem(picture.Line, fmt.Errorf("in line %d looks different from %s: draw that from the same text, in figures_test.go", f.Line, picture.Target))
	}
	return nil
}

// next returns the image that comes right after f.
func next(c *chapter.Chapter, f chapter.Fence) (chapter.Link, bool) {
	for _, link := range c.Links {
		if link.Image && link.Start >= f.End {
			return link, len(bytes.TrimSpace(c.Source[f.End:link.Start])) == 0
		}
	}
	return chapter.Link{}, false
}

var named = regexp.MustCompile(`<title id="fig-([^"]*)-title">([^<]*)</title>`)

// drawn returns the picture of d, under the names that svg has.
func drawn(d chain.Description, svg []byte) []byte {
	picture := d.Figure(d.Run())
	if names := named.FindSubmatch(svg); names != nil {
		picture.ID, picture.Title = string(names[1]), html.UnescapeString(string(names[2]))
	}
	return picture.SVG()
}
