package chapter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"strings"
)

// Page returns c as Hugo gets it: the text, line for line, with all that was counted in its front
// matter and what blocks says of its fences, with the anchor of each heading behind it, with the terms of
// earlier chapters, terms, as links to "term:NAME", and without anything that Hugo would take for a command.
func (c *Chapter) Page(blocks any, terms []string) ([]byte, error) {
	front, err := json.Marshal(map[string]any{
		"title": c.Front.Title, "description": c.Front.Description, "part": c.Front.Part, "terms": c.Front.Terms, "defined": c.defined(),
		"number": c.Number, "figures": c.Figures(), "exercises": c.Exercises(), "questions": c.Questions(),
		"programs": c.Programs(), "shows": c.Shows(),
		"blocks": blocks, "plain": string(c.Plain()),
	})
	if err != nil {
		return nil, err
	}
	var body []byte
	at := c.body
	words := c.Words(terms)
	upTo := func(end int) {
		for len(words) > 0 && words[0].Start < end {
			w := words[0]
			words = words[1:]
			body = append(body, c.Source[at:w.Start]...)
			body = fmt.Appendf(body, "[%s](<term:%s>)", c.Source[w.Start:w.End], w.Term)
			at = w.End
		}
		body = append(body, c.Source[at:end]...)
		at = end
	}
	for _, h := range c.Headings {
		upTo(h.End)
		body = bytes.TrimRight(body, " \t\n")
		body = fmt.Appendf(body, " {#%s}", h.Anchor)
		at = h.End
		if c.Source[at-1] == '\n' {
			body = append(body, '\n')
		}
	}
	upTo(len(c.Source))
	// Hugo ends a page's summary, which nothing shows, at the first of these marks, and leaves it out.
	// With this one here it takes no other for one, in code least of all.
	front = append(front, "\n<!--more-->"...)
	lines := strings.Repeat("\n", bytes.Count(c.Source[:c.body], []byte("\n"))-1)
	return append(append(front, lines...), inert(body)...), nil
}

// defined returns what the glossary says of the terms of c, "" for those whose sentence in the text will do.
func (c *Chapter) defined() []string {
	defined := make([]string, len(c.Front.Terms))
	for i, term := range c.Front.Terms {
		defined[i] = c.Front.Definitions[term]
	}
	return defined
}

// Plain returns the Markdown of c for those who read it on the site: its links to programs lead to the
// pages that show these.
func (c *Chapter) Plain() []byte {
	var plain []byte
	at := c.body
	for _, link := range c.Links {
		file, anchor, found := strings.Cut(link.Target, "#")
		if link.Image || path.Ext(file) != ".go" || strings.Contains(file, ":") || link.Start < at {
			continue
		}
		start := bytes.Index(c.Source[link.Start:], []byte("]("+link.Target))
		if start < 0 {
			continue
		}
		start += link.Start + len("](")
		plain = append(plain, c.Source[at:start]...)
		plain = append(plain, "../../source/"+path.Join(c.Folder, file)+"/"...)
		if found {
			plain = append(plain, "#"+anchor...)
		}
		at = start + len(link.Target)
	}
	return append(plain, c.Source[at:]...)
}

// inert returns the text in a form in which Hugo has no shortcodes to run, and shows all of it. Hugo
// knows one way to write the sign of a shortcode: between the marks of a comment. It leaves these
// out, and takes everything else from one sign to its end for text.
func inert(text []byte) []byte {
	var out []byte
	for {
		at := bytes.Index(text, []byte("{{<"))
		if percent := bytes.Index(text, []byte("{{%")); at < 0 || percent >= 0 && percent < at {
			at = percent
		}
		if at < 0 {
			return append(out, text...)
		}
		end := ">}}"
		if text[at+2] == '%' {
			end = "%}}"
		}
		out = append(append(out, text[:at+3]...), "/*"...)
		text = text[at+3:]
		stop := bytes.Index(text, []byte(end))
		if stop < 0 { // it goes on to the end of the text, where nobody sees it
			return append(append(out, text...), "\n\n<!-- */"+end+" -->\n"...)
		}
		out = append(append(out, text[:stop]...), "*/"+end...)
		text = text[stop+len(end):]
	}
}
