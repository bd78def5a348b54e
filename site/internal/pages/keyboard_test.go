package pages

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused describes the element that has the focus.
const focused = `(() => {
	const e = document.activeElement;
	return e === document.body || !e ? "nothing" : e.outerHTML.slice(0, 160).replace(/\s+/g, " ");
})()`

func TestTheFirstTabStopSkipsToTheText(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[0])
	b.press(kb.Tab)
	href := eval[string](b, `document.activeElement.getAttribute("href") ?? ""`)
	if !strings.HasPrefix(href, "#") {
		t.Fatalf("the first tab stop is %s", eval[string](b, focused))
	}
	if !eval[bool](b, `(r => r.top >= 0 && r.left >= 0 && r.width > 20 && r.height > 10)(document.activeElement.getBoundingClientRect())`) {
		t.Error("the link that skips to the text cannot be seen when it has the focus")
	}
	b.going(func() { b.press(kb.Enter) })
	b.press(kb.Tab)
	if !eval[bool](b, `document.querySelector("main").contains(document.activeElement)`) {
		t.Errorf("after skipping to the text, the next tab stop is %s", eval[string](b, focused))
	}
}

func TestSearchOpensFindsAndClosesByKeyboard(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[0])
	open := func(keys string, modifiers ...chromedp.Modifier) {
		t.Helper()
		before := eval[string](b, focused)
		b.press(keys, modifiers...)
		b.until("no search opens at "+keys, searching)
		if got := eval[string](b, `document.activeElement.value`); strings.Contains(got, keys) {
			t.Errorf("the key that opens the search is typed into it: %q", got)
		}
		b.press("wait")
		b.press(kb.Escape)
		b.until("the search does not close at Escape", `!`+searching)
		if after := eval[string](b, focused); after != before {
			t.Errorf("the search gives the focus back to %s, it had been at %s", after, before)
		}
	}
	b.press(kb.Tab)
	b.press(kb.Tab)
	open("/")
	open("k", chromedp.ModifierCtrl)
	b.search(s, "net.Conn")
}

// searching is true while the search is open and takes what is typed.
const searching = `(e => e.matches("dialog[open] input"))(document.activeElement)`

// search searches by keyboard for words that are somewhere in the book, and goes to the first
// result.
func (b *tab) search(s *site, words string) {
	b.Helper()
	b.press("/")
	b.until("the search does not open", searching)
	b.press(words)
	const results = `document.querySelectorAll("dialog[open] :is([role=option], a[href])")`
	b.until("nothing is found for "+words, results+`.length > 0`)
	for _, result := range eval[[]string](b, `[...`+results+`].map(e => e.textContent)`) {
		if !strings.Contains(strings.ToLower(result), strings.ToLower(words)) {
			b.Errorf("what is found for %s does not show it: %s", words, result)
		}
	}
	b.going(func() { b.press(kb.Enter) })
	if after := eval[string](b, `location.href`); !strings.HasPrefix(after, s.base) {
		b.Errorf("the search leads to %s", after)
	}
	if eval[bool](b, `location.hash !== "" && document.getElementById(decodeURIComponent(location.hash.slice(1))) === null`) {
		b.Errorf("the search leads to %s, and nothing has that name there", eval[string](b, `location.href`))
	}
}

func TestTheColoursAreSwitchedByKeyboardAndRemembered(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base)
	paper := func() string {
		return eval[string](b, `[document.body, document.documentElement].map(e => getComputedStyle(e).backgroundColor)
			.find(colour => colour !== "rgba(0, 0, 0, 0)") ?? "transparent"`)
	}
	light := paper()
	eval[any](b, `[...document.querySelectorAll("button")].find(e => /colou?r|theme/i.test(e.textContent + e.ariaLabel)).focus()`)
	for range 3 { // system, light, dark, in whatever order
		b.press(" ")
		if paper() != light {
			break
		}
	}
	dark := paper()
	if dark == light {
		t.Fatalf("the switch changes nothing: the focus is at %s", eval[string](b, focused))
	}
	b.visit(s.base + s.chapters(t)[0])
	if got := paper(); got != dark {
		t.Errorf("on the next page the paper is %s, it was %s", got, dark)
	}
	b.look(view{1280, "dark"})
	for range 3 {
		if eval[string](b, `document.documentElement.dataset.theme ?? "system"`) == "light" {
			break
		}
		eval[any](b, `[...document.querySelectorAll("button")].find(e => /colou?r|theme/i.test(e.textContent + e.ariaLabel)).click()`)
	}
	if got := paper(); got != light {
		t.Errorf("light paper is %s when the system is dark, and %s when it is light", got, light)
	}
}

// stops lists what must be reachable by Tab: all that is interactive and can be seen.
const stops = `(() => {
	const interactive = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
	window.stops = [...document.querySelectorAll(interactive)].filter(e =>
		!e.disabled && e.checkVisibility({visibilityProperty: true}) && !e.closest("[inert], dialog:not([open])") &&
		!(e.type === "radio" && !e.checked && document.querySelector("input[type=radio][name='" + e.name + "']:checked")));
	window.reached = new Set();
	return window.stops.length;
})()`

// atStop notes that the focus has arrived somewhere, and returns what is wrong there: "" if
// nothing, "end" when all the stops have been seen.
const atStop = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "end";
	if (window.reached.has(e)) return "end";
	window.reached.add(e);
	const name = e.outerHTML.slice(0, 120).replace(/\s+/g, " ");
	const style = getComputedStyle(e), box = e.getBoundingClientRect();
	const ring = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 || s.boxShadow !== "none";
	if (!ring(style) && !ring(getComputedStyle(e.parentElement))) return "the focus cannot be seen at " + name;
	if (box.width === 0 || box.bottom < 0 || box.top > innerHeight) return "the focus is out of sight at " + name;
	return "";
})()`

// missed lists the stops where the focus never was. Of a listing one is enough: from there the arrows lead on, see
// TestAListingIsOneStopOfTab.
const missed = `window.stops.filter(e => !window.reached.has(e) &&
	!(e.tabIndex < 0 && e.closest("figure.listing") && [...window.reached].some(r => r.closest("figure") === e.closest("figure"))) &&
	!(e.type === "radio" && [...window.reached].some(r => r.name === e.name)))
	.map(e => e.outerHTML.slice(0, 120).replace(/\s+/g, " "))`

// walk goes through a page with Tab, which leads to everything, and the focus is seen.
func (b *tab) walk(*site, string) {
	want := eval[int](b, stops)
	for range want*2 + 20 {
		b.press(kb.Tab)
		problem := eval[string](b, atStop)
		if problem == "end" {
			break
		}
		if problem != "" {
			b.Error(problem)
		}
	}
	for _, element := range eval[[]string](b, missed) {
		b.Errorf("Tab never comes to %s", element)
	}
}
