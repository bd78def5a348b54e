package manuscript

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// An Entry of the index is something that readers look up, and where it is.
type Entry struct {
	Name  string
	Code  bool // a name from a program
	Refs  []Ref
	known map[string]bool // sections that are among them
}

// A Ref is an address in the document, and whether it is where the thing is defined.
type Ref struct {
	ID   string
	Main bool
}

// An indexer goes through the chapters and notes what the index is made of.
type indexer struct {
	entries map[string]*Entry
	terms   []term
	marks   int
}

// A term is a word of the book's glossary, and what finds it in the text.
type term struct {
	name    string
	first   string // its first word in small letters: a text without it needs no search
	pattern *regexp.Regexp
}

// Index makes the index, and marks the places that it leads to. It has
//
//   - the terms of the glossary: where they are defined, and every section that speaks of them
//     more than in passing;
//   - what listings show, from their names;
//   - the programs that transcripts run;
//   - names of other packages, and of the kernel's errors, that the prose has in code.
func (b *Book) Index() []*Entry {
	x := &indexer{entries: map[string]*Entry{}}
	for _, dfn := range markup.All(b.Body, markup.Is("dfn")) {
		x.addTerm(markup.Line(dfn))
	}
	for _, c := range b.Chapters() {
		for _, section := range sections(c.Node) {
			x.section(section)
		}
	}
	var all []*Entry
	for _, e := range x.entries {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *Entry) int {
		return strings.Compare(sortKey(a.Name)+"\x00"+a.Name, sortKey(b.Name)+"\x00"+b.Name)
	})
	return all
}

// sortKey is what decides about the order.
func sortKey(name string) string {
	return strings.ToLower(strings.TrimLeft(name, "*.-/"))
}

// Letter is under which letter of the index an entry stands.
func (e *Entry) Letter() string {
	return strings.ToUpper(sortKey(e.Name)[:1])
}

func (x *indexer) addTerm(name string) {
	words := strings.Fields(regexp.QuoteMeta(name))
	pattern := `(?i)(?:^|[^\pL-])(` + strings.Join(words, `\s+`) + `(?:e?s)?)(?:$|[^\pL-])`
	x.terms = append(x.terms, term{name, strings.ToLower(strings.Fields(name)[0]), regexp.MustCompile(pattern)})
}

// A section is the blocks between two headings, the first of which it includes.
type section struct {
	id     string
	blocks []*html.Node
}

func sections(article *html.Node) (all []section) {
	current := section{id: markup.Attr(article, "id")}
	for n := range article.ChildNodes() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "h2" || n.Data == "h3" {
			all = append(all, current)
			current = section{id: markup.Attr(n, "id")}
		}
		current.blocks = append(current.blocks, n)
	}
	return append(all, current)
}

// section adds what one section speaks of.
func (x *indexer) section(s section) {
	count := map[string]int{}
	first := map[string]*html.Node{}
	for _, block := range s.blocks {
		for _, n := range markup.All(block, func(*html.Node) bool { return true }) {
			switch {
			case n.Type == html.TextNode:
				x.prose(n, count, first)
			case n.Data == "dfn":
				x.add(markup.Line(n), false, s, markup.Attr(n, "id"), true)
			case n.Data == "span" && markup.HasClass(n, "command"):
				if m := ran.FindStringSubmatch(markup.Attr(n, "data-command")); m != nil {
					x.add(m[1], true, s, x.mark(n), false)
				}
			case n.Data == "code" && !markup.Inside(n, markup.Any("pre", "figcaption", "h2", "h3")):
				if name := markup.Text(n); worthLookingUp(name) {
					x.add(strings.TrimSuffix(name, "()"), true, s, x.mark(n), false)
				}
			}
		}
		if markup.Is("figure.listing")(block) {
			x.listing(block, s)
		}
	}
	for _, t := range x.terms {
		if count[t.name] >= 2 {
			x.add(t.name, false, s, x.mark(first[t.name].Parent), false)
		}
	}
}

// prose counts the terms in a text.
func (x *indexer) prose(n *html.Node, count map[string]int, first map[string]*html.Node) {
	if markup.Inside(n, markup.Any("code", "svg", "pre", "figcaption", "a", "dfn", "h2", "h3")) {
		return
	}
	text := strings.ToLower(n.Data)
	for _, t := range x.terms {
		if !strings.Contains(text, t.first) {
			continue
		}
		if k := len(t.pattern.FindAllString(n.Data, -1)); k > 0 {
			if first[t.name] == nil {
				first[t.name] = n
			}
			count[t.name] += k
		}
	}
}

var (
	qualified = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[A-Z][A-Za-z0-9]*)+(\(\))?$`) // io.EOF, net.Conn.Read
	errno     = regexp.MustCompile(`^E[A-Z]{4,}$`)
	ran       = regexp.MustCompile(`^go run \./chapters/\S+ ([a-z][-a-z0-9]*)`)
	packaged  = regexp.MustCompile(`^[a-z]+/[a-z0-9/]+$`) // testing/synctest
)

// worthLookingUp reports whether what stands in code is a name that a reader may look for.
func worthLookingUp(code string) bool {
	return qualified.MatchString(code) || errno.MatchString(code) ||
		packaged.MatchString(code) && !strings.Contains(code, "exercises")
}

// listing adds what a listing shows.
func (x *indexer) listing(figure *html.Node, s section) {
	file, shown, _ := strings.Cut(markup.Attr(figure, "data-shows"), "#")
	shown, _, part := strings.Cut(shown, ":")
	if shown == "" || shown == "main" || strings.HasPrefix(file, "quiz/") {
		return
	}
	if folders := strings.Split(file, "/"); len(folders) > 2 && folders[0] == "code" {
		shown = folders[len(folders)-2] + "." + shown
	}
	x.add(shown, true, s, x.mark(figure), !part)
}

// add adds a place to an entry, unless it has one in that section already.
func (x *indexer) add(name string, code bool, s section, id string, main bool) {
	e := x.entries[name]
	if e == nil {
		e = &Entry{Name: name, Code: code, known: map[string]bool{}}
		x.entries[name] = e
	}
	key := fmt.Sprint(s.id, main)
	if id == "" || e.known[key] || e.known[s.id+"true"] {
		return
	}
	e.known[key] = true
	e.Refs = append(e.Refs, Ref{id, main})
}

// mark returns the address of an element, which gets one where it has none.
func (x *indexer) mark(n *html.Node) string {
	if markup.Attr(n, "id") == "" {
		x.marks++
		markup.Set(n, "id", fmt.Sprintf("at-%d", x.marks))
	}
	return markup.Attr(n, "id")
}
