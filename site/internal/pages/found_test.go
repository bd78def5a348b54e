package pages

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// sought returns what the search, which is open, finds for words: each result as its first line.
func (b *tab) sought(words string) (results []string, status string) {
	b.Helper()
	eval[any](b, fmt.Sprintf(`(e => { e.value = %s; e.dispatchEvent(new InputEvent("input", {bubbles: true})) })(document.querySelector("dialog[open] input"))`, quoted(words)))
	results = eval[[]string](b, `[...document.querySelectorAll("dialog[open] [role=option]")].map(e => e.firstElementChild.textContent)`)
	return results, eval[string](b, `document.querySelector("dialog[open] [role=status]").textContent`)
}

func TestTheSearchFindsWhatIsMeant(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[1])
	b.press("/")
	b.until("the search does not open", searching)
	b.press("wait")
	b.until("nothing is found", `document.querySelectorAll("dialog [role=option]").length > 1`)

	// Signs are typed in one way and set in another, on both sides.
	for _, pair := range [][2]string{{"Go's", "Go’s"}, {"doesn't", "doesn’t"}, {`"not now"`, "“not now”"}, {"back-pressure", "back‑pressure"}, {"one byte", "one\u00a0byte"}} {
		plain, _ := b.sought(pair[0])
		set, _ := b.sought(pair[1])
		if strings.Join(plain, "\n") != strings.Join(set, "\n") {
			t.Errorf("%s is found in %d places, %s in %d", pair[0], len(plain), pair[1], len(set))
		}
	}
	if results, _ := b.sought("Go's"); len(results) == 0 {
		t.Error("Go's is found nowhere")
	}
	if results, status := b.sought("   "); len(results) > 0 || !strings.HasPrefix(status, "Type a word") {
		t.Errorf("for nothing the search finds %q, and says %q", results, status)
	}

	// The definition is the first, and comes before the question about it.
	results, _ := b.sought("level-triggered")
	if len(results) < 2 || !strings.HasPrefix(results[0], "Glossary") || strings.Contains(results[1], "Check yourself") {
		t.Errorf("for level-triggered come %q", results)
	}
	if _, status := b.sought("the"); !regexp.MustCompile(`^The first 30 of \d+ places`).MatchString(status) {
		t.Errorf("with more places than are shown the search says %q", status)
	}
	if results, status := b.sought("goroutine xylophone"); len(results) == 0 || !strings.HasPrefix(status, "No section has all of these words.") {
		t.Errorf("where no section has all the words come %q, and the search says %q", results, status)
	}

	// What was sought is marked, and in sight.
	b.sought("estuary cannot")
	b.going(func() { b.press(kb.Enter) })
	b.until("nothing is marked where the search leads", `CSS.highlights.get("found")?.size > 0`)
	if got := eval[string](b, `[...CSS.highlights.get("found")][0].toString().toLowerCase()`); got != "estuary cannot" {
		t.Errorf("marked is %q", got)
	}
	b.until("what is marked is out of sight", `(r => r.top >= 0 && r.bottom <= innerHeight)([...CSS.highlights.get("found")][0].getBoundingClientRect())`)
	for _, problem := range b.judge(s, "(searching)") {
		t.Error(problem)
	}
}

func TestTheGlossaryIsGoneThroughByLettersAndWords(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{390, "light"})
	b.visit(s.base + "glossary/")
	if broken := eval[[]string](b, `[...document.querySelectorAll("main nav a")].filter(a => {
		const term = document.getElementById(decodeURIComponent(a.hash.slice(1)));
		return !term?.matches("dt") || !term.textContent.toLowerCase().startsWith(a.textContent.toLowerCase());
	}).map(a => a.outerHTML)`); len(broken) > 0 || eval[int](b, `document.querySelectorAll("main nav a").length`) < 5 {
		t.Errorf("the letters do not lead to their terms: %q", broken)
	}
	if bare := eval[[]string](b, `[...document.querySelectorAll("main dd")].filter(dd => !/\/chapters\/.*#term-/.test(dd.querySelector("a:last-of-type")?.getAttribute("href") ?? "")).map(dd => dd.textContent)`); len(bare) > 0 {
		t.Errorf("these do not lead to where they stand: %q", bare)
	}
	filter := func(words string) []string {
		eval[any](b, fmt.Sprintf(`(e => { e.value = %s; e.dispatchEvent(new InputEvent("input", {bubbles: true})) })(document.querySelector("main input"))`, quoted(words)))
		return eval[[]string](b, `[...document.querySelectorAll("main dt")].filter(e => e.checkVisibility()).map(e => e.textContent)`)
	}
	all := len(filter(""))
	if got := filter("Reactor"); len(got) == 0 || len(got) == all || !strings.Contains(strings.Join(got, " "), "reactor") {
		t.Errorf("of %d terms these remain for Reactor: %q", all, got)
	}
	if got := filter("xylophone"); len(got) != 0 {
		t.Errorf("for xylophone remain %q", got)
	}
	b.visit(s.base + s.chapters(t)[4])
	if eval[int](b, `document.querySelectorAll("main a[href*='/glossary/#']").length`) == 0 {
		t.Error("chapter 5 does not lead to the glossary")
	}
}

// What is in the pages of the sources is whole, and attributes are what the templates meant.
func TestThePagesOfTheSourcesAreWhole(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	for _, path := range s.various(t) {
		if strings.Contains(read(t, file(s.dir, path)), "ZgotmplZ") {
			t.Errorf("/%s has an attribute that a template has refused", path)
		}
	}
	b := open(t, view{1280, "light"})
	b.visit(s.base + "source/")
	if cut := eval[[]string](b, `[...document.querySelectorAll("main dd")].map(dd => dd.textContent.trim()).filter(text => text && !/[.!?…)]$/.test(text))`); len(cut) > 0 {
		t.Errorf("these are cut off: %q", cut)
	}
	const crumbs = `[...document.querySelectorAll("nav[aria-label=Breadcrumbs] li")].map(li => li.textContent.trim()).join(" / ")`
	b.visit(s.base + "source/code/reactor/")
	folder := eval[string](b, crumbs)
	b.visit(s.base + eval[string](b, `document.querySelector("main dl a[href$='.go/']").getAttribute("href").slice(1)`))
	if got := eval[string](b, crumbs); folder != "Source / code/reactor" || !strings.HasPrefix(got, folder+" / ") {
		t.Errorf("the folder is %q, and its file %q", folder, got)
	}
}
