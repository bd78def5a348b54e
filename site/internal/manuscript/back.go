package manuscript

import (
	"fmt"

	"golang.org/x/net/html"

	"slowpoetry/site/internal/markup"
)

// turnToTheBack moves the answers to questions and the hints of exercises to the back of the book,
// and leaves links in both directions.
func (b *Book) turnToTheBack() {
	for _, c := range b.Chapters() {
		b.gather("answers", c, c.answers())
		b.gather("hints", c, c.hints())
	}
}

// gather puts what came from a chapter into a section at the back.
func (b *Book) gather(id string, c *Chapter, entries []*html.Node) {
	for _, s := range b.Back {
		if s.ID != id || len(entries) == 0 {
			continue
		}
		heading := markup.Element("h2", "", markup.Word(fmt.Sprintf("%d %s", c.Number, c.Title)))
		markup.Set(heading, "id", id+"-"+c.ID)
		markup.Append(s.Node, heading)
		markup.Append(s.Node, entries...)
	}
}

// answers numbers the chapter's questions, and takes the answers out.
func (c *Chapter) answers() (entries []*html.Node) {
	for i, quiz := range markup.All(c.Node, markup.Is("div.quiz")) {
		name := fmt.Sprintf("Question %d.%d", c.Number, i+1)
		here, there := fmt.Sprintf("question-%d-%d", c.Number, i+1), fmt.Sprintf("answer-%d-%d", c.Number, i+1)
		markup.Prepend(quiz, markup.Element("p", "kicker", markup.Word(name)))
		markup.Set(quiz, "id", here)

		folded := markup.First(quiz, markup.Is("details.answer"))
		entry := entry(there, here, name, folded)
		if right := markup.First(quiz, func(n *html.Node) bool { return markup.Attr(n, "data-right") != "" }); right != nil {
			markup.Unset(right, func(key string) bool { return key == "data-right" })
			if said := markup.First(entry, markup.Is(".label")); said != nil {
				markup.Append(said, markup.Word(": "))
				markup.Append(said, inline(right)...)
			}
		}
		markup.Replace(folded, turn(there, "Answer"))
		entries = append(entries, entry)
	}
	return entries
}

// hints takes the hints of the chapter's exercises out. Any other hint stays where it is, open.
func (c *Chapter) hints() (entries []*html.Node) {
	var exercise *html.Node
	n, more := 0, 0 // of exercises, and of hints of this one
	for _, node := range markup.All(c.Node, markup.Any("h2", "h3", "details.hint")) {
		switch {
		case node.Data != "details":
			exercise = nil
			if markup.HasClass(node, "exercise") {
				exercise = node
				n, more = n+1, 0
			}
		case exercise == nil:
			open(node)
		default:
			there := fmt.Sprintf("hint-%d-%d", c.Number, n)
			if more++; more > 1 {
				there = fmt.Sprintf("%s-%d", there, more)
			}
			entries = append(entries, entry(there, markup.Attr(exercise, "id"), markup.Line(exercise), node))
			markup.Replace(node, turn(there, "Hint"))
		}
	}
	return entries
}

// entry returns what stands at the back: the name of what it belongs to, which is a link, and
// what was folded.
func entry(id, from, name string, folded *html.Node) *html.Node {
	e := markup.Element("div", "entry", markup.Element("p", "of", markup.Link("#"+from, "", markup.Word(name))))
	markup.Set(e, "id", id)
	for _, child := range markup.Children(folded) {
		if child.Data != "summary" {
			markup.Append(e, child)
		}
	}
	return e
}

// turn returns what stands in place of what has moved.
func turn(to, name string) *html.Node {
	return markup.Element("p", "turn", markup.Link("#"+to, "", markup.Word(name)))
}

// open makes what is folded a block with a label.
func open(details *html.Node) {
	box := markup.Element("div", "hint", markup.Element("p", "label", markup.Word("Hint")))
	for _, child := range markup.Children(details) {
		if child.Data != "summary" {
			markup.Append(box, child)
		}
	}
	markup.Replace(details, box)
}

// inline returns copies of what is in n, without the paragraph around it.
func inline(n *html.Node) []*html.Node {
	if p := markup.First(n, markup.Is("p")); p != nil {
		n = p
	}
	return markup.Children(n)
}
