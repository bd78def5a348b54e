package pages

import (
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// faces returns of each typeface that the page is set in its letters, and puts them at the end of the page, a line with
// the class "specimen" for each, in which every letter is an element.
const faces = `(async () => {
	const faces = new Map(); // of sets of letters
	const add = (style, text) => {
		// Without what stands in while the book's typefaces are on their way.
		const own = style.fontFamily.split(", ").filter(name => name.startsWith('"Book')).join(", ") || style.fontFamily;
		const face = [style.fontStyle, style.fontWeight, "20px", own].join(" ");
		if (!faces.has(face)) faces.set(face, new Set());
		// Spaces and what is not seen have no glyphs.
		for (const letter of text) if (!/[\s\p{Cf}]/u.test(letter)) faces.get(face).add(letter);
	};
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let text; (text = texts.nextNode());) {
		if (text.data.trim() && !text.parentElement.closest("script, style, noscript, template")) add(getComputedStyle(text.parentElement), text.data);
	}
	for (const element of document.body.querySelectorAll("*")) {
		for (const part of ["::before", "::after"]) {
			const style = getComputedStyle(element, part);
			if (style.content.startsWith('"')) add(style, JSON.parse(style.content.match(/^"(?:[^"\\]|\\.)*"/)[0]));
		}
	}
	const lines = [];
	for (const [face, letters] of faces) {
		if (!letters.size) continue;
		const line = document.createElement("p");
		line.className = "specimen";
		line.style.font = face;
		line.append(...[...letters].flatMap(letter => [Object.assign(document.createElement("span"), { textContent: letter }), " "]));
		document.body.append(line);
		lines.push({ Face: face, Letters: [...letters] });
	}
	await document.fonts.ready; // of those that are only now needed, too
	return lines;
})()`

// letters looks for letters that none of the book's typefaces has: they would be taken from what is installed,
// and be different on each machine, or a box.
func (b *tab) letters(*site, string) {
	type face struct {
		Face    string
		Letters []string
	}
	list := promised[[]face](b, faces)
	defer eval[any](b, `document.querySelectorAll(".specimen").forEach(line => line.remove())`)
	if len(list) < 2 {
		b.Fatalf("the page is set in %+v only", list)
	}
	lines := b.nodes(".specimen, .specimen span") // in the order of the page
	for _, face := range list {
		if len(b.strange(lines[0])) > 0 {
			for k, letter := range face.Letters {
				if fonts := b.strange(lines[1+k]); len(fonts) > 0 {
					b.Errorf("%q in %s is of none of the book's typefaces, but of %q", letter, face.Face, fonts)
				}
			}
		}
		lines = lines[1+len(face.Letters):]
	}
}

// nodes returns the elements that match a selector. Those of an earlier call are forgotten.
func (b *tab) nodes(selector string) []cdp.NodeID {
	b.Helper()
	_, err := chromedp.Call(b.ctx, dom.Enable, dom.EnableParams{})
	if err == nil {
		_, err = chromedp.Call(b.ctx, css.Enable, cdp.Empty{})
	}
	if err != nil {
		b.Fatal(err)
	}
	document, err := chromedp.Call(b.ctx, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		b.Fatal(err)
	}
	found, err := chromedp.Call(b.ctx, dom.QuerySelectorAll, dom.QuerySelectorAllParams{NodeID: document.Root.NodeID, Selector: selector})
	if err != nil {
		b.Fatal(err)
	}
	return found.NodeIDs
}

// strange returns the typefaces of an element that are not the page's own.
func (b *tab) strange(node cdp.NodeID) (names []string) {
	b.Helper()
	used, err := chromedp.Call(b.ctx, css.GetPlatformFontsForNode, css.GetPlatformFontsForNodeParams{NodeID: node})
	if err != nil {
		b.Fatal(err)
	}
	if len(used.Fonts) == 0 {
		b.Error("a letter is of no typeface")
	}
	for _, font := range used.Fonts {
		if !font.IsCustomFont {
			names = append(names, font.FamilyName)
		}
	}
	return names
}
