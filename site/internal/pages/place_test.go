package pages

import (
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"slowpoetry/site/internal/chapter"
)

// within returns the elements of a kind in n.
func within(n *html.Node, kind atom.Atom) []*html.Node { return document{Node: n}.elements(kind) }

// named returns the first element that has an id, nil if there is none.
func (d document) named(id string) *html.Node {
	for n := range d.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "id") == id {
			return n
		}
	}
	return nil
}

// Any page leads to all chapters, and says how much there is to do in each.
func TestEveryPageHasAllChaptersAtHand(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	chapters, problems := chapter.All(s.root)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, page := range s.various(t) {
		d := document{page, s.parse(t, page)}
		drawer := d.named("drawer")
		if drawer == nil {
			t.Errorf("/%s has no list of chapters", page)
			continue
		}
		var items []*html.Node
		for _, item := range within(drawer, atom.Li) {
			if attribute(item, "data-chapter") != "" {
				items = append(items, item)
			}
		}
		if len(items) != len(chapters) {
			t.Errorf("/%s lists %d of %d chapters", page, len(items), len(chapters))
			continue
		}
		for i, c := range chapters {
			want := fmt.Sprintf("%s %d %d", path.Base(c.Folder), c.Questions(), len(c.Exercises()))
			if got := attribute(items[i], "data-chapter") + " " + attribute(items[i], "data-questions") + " " + attribute(items[i], "data-exercises"); got != want {
				t.Errorf("/%s: chapter %d is %s, want %s", page, c.Number, got, want)
			}
		}
	}
}

// The neighbours of a chapter are at its top as at its end.
func TestAChapterLeadsToItsNeighboursTwice(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	chapters := s.chapters(t)
	for i, page := range chapters {
		d := document{page, s.parse(t, page)}
		for rel, neighbour := range map[string]int{"prev": i - 1, "next": i + 1} {
			var got []string
			for _, link := range d.elements(atom.A) {
				if attribute(link, "rel") == rel {
					got = append(got, attribute(link, "href"))
				}
			}
			var want []string
			if neighbour >= 0 && neighbour < len(chapters) {
				want = []string{s.path + chapters[neighbour], s.path + chapters[neighbour]}
			}
			if !slices.Equal(got, want) {
				t.Errorf("/%s: %s leads to %q, want %q", page, rel, got, want)
			}
		}
	}
}

// leans matches a sentence that needs the one before it.
var leans = regexp.MustCompile(`^(This|That|These|Those|It|They|Such|So|But|And|Then|Here|There|Our|We|The (first|second|third|last|other|latter|former|same|two|one) )\b`)

// A term leads to its definition in every chapter after the one that has it, and the definition can be read alone.
func TestTermsLeadToDefinitionsThatStandAlone(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	var definitions map[string]struct {
		Term, Text, URL string
		Number          int
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(s.dir, "terms.json"))), &definitions); err != nil {
		t.Fatal(err)
	}
	for anchor, d := range definitions {
		words := strings.Fields(d.Text)
		if leans.MatchString(d.Text) || !strings.HasSuffix(d.Text, ".") || len(words) > 60 || !strings.Contains(strings.ToLower(d.Text), strings.ToLower(d.Term)) {
			t.Errorf("the definition of %s does not stand alone: %s", anchor, d.Text)
		}
	}
	glossary := document{"glossary/", s.parse(t, "glossary/")}
	used := map[string]bool{}
	for i, page := range s.chapters(t) {
		n := 0
		for _, link := range (document{page, s.parse(t, page)}).elements(atom.A) {
			if attribute(link, "class") != "term" {
				continue
			}
			n++
			anchor, found := strings.CutPrefix(attribute(link, "href"), s.path+"glossary/#")
			d, defined := definitions[anchor]
			if !found || !defined || d.Number > i || glossary.named(anchor) == nil {
				t.Errorf("/%s: %q leads to %s", page, text(link), attribute(link, "href"))
			}
			if got, want := strings.ToLower(strings.Join(strings.Fields(text(link)), " ")), strings.ToLower(d.Term); got != want && got != want+"s" {
				t.Errorf("/%s: %q leads to the definition of %q", page, text(link), d.Term)
			}
			used[anchor] = true
		}
		if n == 0 && i > 0 {
			t.Errorf("/%s uses no term of the chapters before", page)
		}
	}
	if len(used) < 30 {
		t.Errorf("later chapters use %d of %d terms", len(used), len(definitions))
	}
}

// The sources stand in the order in which the book builds them, tests apart, each with a sentence.
func TestTheSourcesStandInTheOrderOfTheBook(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	names := func(list *html.Node) (names []string) {
		for _, item := range within(list, atom.Dt) {
			names = append(names, text(item))
		}
		return names
	}
	all := document{"source/", s.parse(t, "source/")}
	library := names(all.elements(atom.Dl)[0])
	at := -1
	for _, want := range []string{"socket", "reactor", "protocol", "deferred", "sim", "service"} {
		i := slices.Index(library, want)
		if i <= at {
			t.Errorf("%s is number %d, and what the book builds before it number %d: %q", want, i, at, library)
		}
		at = i
	}
	for _, page := range s.various(t) {
		if !strings.HasPrefix(page, "source/") || strings.HasSuffix(page, ".go/") {
			continue
		}
		d := document{page, s.parse(t, page)}
		for i, list := range d.elements(atom.Dl) {
			terms, sentences := within(list, atom.Dt), within(list, atom.Dd)
			if len(terms) != len(sentences) || len(terms) == 0 {
				t.Errorf("/%s has %d files and %d sentences", page, len(terms), len(sentences))
				continue
			}
			for j, term := range terms {
				if got := text(sentences[j]); len(got) < 8 || strings.HasPrefix(got, "//") {
					t.Errorf("/%s says of %s: %q", page, text(term), got)
				}
				if page != "source/" && strings.HasSuffix(text(term), "_test.go") != (i == 1 || d.named("tests") != nil && len(d.elements(atom.Dl)) == 1) {
					t.Errorf("/%s has %s in its list number %d", page, text(term), i+1)
				}
			}
		}
	}
	reactor := document{"source/code/reactor/", s.parse(t, "source/code/reactor/")}
	files := names(reactor.elements(atom.Dl)[0])
	if slices.Index(files, "loop.go") > slices.Index(files, "port.go") {
		t.Errorf("the reactor's port comes before its loop: %q", files)
	}
}

// All of one reader's walk through a chapter: the drawer, the arrows, the way back, and what is marked.
func TestAReaderFindsTheWayBack(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	chapters := s.chapters(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + chapters[4])
	name := path.Base(chapters[4])

	at := func(what string, chapter int) {
		t.Helper()
		if got := eval[string](b, `location.pathname`); got != s.path+chapters[chapter] {
			t.Errorf("%s leads to %s", what, got)
		}
	}
	b.going(func() { b.press(kb.ArrowRight) })
	at("→", 5)
	b.going(func() { b.press(kb.ArrowLeft) })
	at("←", 4)
	b.until("the page is not ready", `document.readyState === "complete"`)

	// Where the arrows have something else to do, they lead nowhere.
	for _, busy := range []string{
		`document.querySelector("main figure [role=textbox]")`,
		`document.querySelector("main figure button")`,
		`document.querySelector("main pre")`,
		`document.querySelector("main .table")`,
	} {
		eval[any](b, busy+`?.focus()`)
		eval[any](b, `(window.took = false, addEventListener("keydown", e => { window.took = e.defaultPrevented && !e.composedPath().some(x => x.matches?.("figure")); }, { once: true }))`)
		b.press(kb.ArrowRight)
		if eval[bool](b, `window.took`) {
			t.Errorf("→ leads away from %s", busy)
		}
	}
	eval[any](b, `document.activeElement.blur()`)
	b.press(kb.ArrowRight, chromedp.ModifierAlt) // the browser's
	b.press("/")
	b.until("the search does not open", searching)
	b.press(kb.ArrowRight)
	b.press(kb.Escape)
	at("→ with something else to do", 4)

	// The drawer opens on the chapter that one is in, says what has been done, and gives the focus back.
	eval[any](b, fmt.Sprintf(`localStorage.setItem("slow-poetry/progress", JSON.stringify({read: {%[1]q: "2026-11-30"}, quizzes: {%[1]q: {1: 1}}, choices: {}, exercises: {%[1]q: {1: "2026-11-30"}}}))`, name))
	eval[any](b, `document.querySelector("[popovertarget=drawer]").focus()`)
	b.press(kb.Enter)
	b.until("the drawer does not open", `document.querySelector("#drawer").matches(":popover-open")`)
	if got := eval[string](b, `document.activeElement.getAttribute("aria-current") + document.activeElement.pathname`); got != "page"+s.path+chapters[4] {
		t.Errorf("in the drawer the focus is at %q", got)
	}
	if got := eval[string](b, `document.activeElement.lastElementChild.textContent`); !regexp.MustCompile(`^✓ read · 1 of \d questions · 1 of \d exercises$`).MatchString(got) {
		t.Errorf("the drawer says %q of the chapter", got)
	}
	b.press(kb.ArrowRight)
	b.press(kb.Escape)
	if !eval[bool](b, `document.activeElement.matches("[popovertarget=drawer]") && !document.querySelector("#drawer").matches(":popover-open")`) {
		t.Errorf("after the drawer the focus is at %s", eval[string](b, focused))
	}

	// The top of the chapter, and of another, say where the reader stopped.
	section := eval[string](b, `document.querySelectorAll("main h2[id]")[2].id`)
	eval[any](b, `document.querySelectorAll("main h2[id]")[2].scrollIntoView({behavior: "instant"})`)
	b.until("the place is not noted", fmt.Sprintf(`localStorage.getItem("slow-poetry/places")?.includes(%q)`, section))
	stopped := `document.querySelector("main header div div a")`
	for _, page := range []string{chapters[4], chapters[7]} {
		b.visit(s.base + page)
		if got := eval[string](b, stopped+`?.parentElement.textContent + " " + `+stopped+`.pathname + `+stopped+`.hash`); !strings.HasPrefix(got, "You stopped ") || !strings.HasSuffix(got, " "+s.path+chapters[4]+"#"+section) {
			t.Errorf("the top of /%s says %q", page, got)
		}
	}
	b.visit(s.base + chapters[4])
	b.until("the chapter is not the last", `new Promise(done => setTimeout(done, 1200)).then(() => JSON.parse(localStorage.getItem("slow-poetry/place")).hash.length > 1)`)
	for _, problem := range b.judge(s, chapters[4]) {
		t.Error(problem)
	}
}

// The text is as large and as wide as the reader wants it, on the next page too, and before that is painted.
func TestTheTextIsSetAsTheReaderWants(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	page := s.chapters(t)[4]
	b.visit(s.base + page)
	const measures = `[getComputedStyle(document.body).fontSize, getComputedStyle(document.querySelector("main > p")).width,
		getComputedStyle(document.querySelector("main .listing code")).whiteSpace, getComputedStyle(document.querySelector("main .listing pre")).tabSize].join(" ")`
	before := eval[string](b, measures)
	if !strings.HasSuffix(before, "pre 4") {
		t.Errorf("before anything is chosen the text is set as %s", before)
	}
	eval[any](b, `document.querySelector("[data-text-settings]").focus()`)
	b.press(kb.Enter)
	b.until("the settings do not open, with the focus in them", `document.activeElement.matches("[popover]:popover-open input:checked")`)
	b.press(kb.ArrowRight) // smaller
	b.press(kb.ArrowRight) // larger
	b.until("the text is no larger", measures+` !== `+quoted(before))
	for _, choice := range []string{"text-width][value=narrow", "text-wrap][value=yes"} {
		eval[any](b, `document.querySelector("[name=`+choice+`]").click()`)
	}
	after := eval[string](b, measures)
	b.press(kb.Escape)
	if !eval[bool](b, `document.activeElement.matches("[data-text-settings]")`) {
		t.Errorf("after the settings the focus is at %s", eval[string](b, focused))
	}
	var a, c [2]float64
	if _, err := fmt.Sscanf(strings.ReplaceAll(before+" "+after, "px", ""), "%f %f pre 4 %f %f pre-wrap 2", &a[0], &a[1], &c[0], &c[1]); err != nil || c[0] <= a[0] || c[1] >= a[1] {
		t.Errorf("the text was set as %s, and is as %s: %v", before, after, err)
	}
	b.visit(s.base + page)
	if got := eval[string](b, measures); got != after {
		t.Errorf("on the next page the text is set as %s, want %s", got, after)
	}
	for _, width := range []int64{1280, 390, 360} {
		b.window(width, 800)
		for _, size := range []string{"small", "larger"} {
			for _, wide := range []string{"narrow", "wide"} {
				eval[any](b, fmt.Sprintf(`Object.assign(document.documentElement.dataset, {size: %q, width: %q})`, size, wide))
				if got := eval[[]string](b, tooWide); len(got) > 0 {
					t.Errorf("at %d px, %s and %s, the page scrolls sideways, because of\n\t%s", width, size, wide, strings.Join(got, "\n\t"))
				}
			}
		}
	}
}

// A term shows its definition to the focus, to a mouse and to a finger, and goes at Escape.
func TestATermShowsItsDefinition(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{390, "light"})
	b.visit(s.base + s.chapters(t)[4])
	const (
		term = `document.querySelectorAll("main a[href*='/glossary/#']")[1]`
		card = `document.querySelector("[role=tooltip]:popover-open")`
	)
	if eval[bool](b, `performance.getEntriesByType("resource").some(({ name }) => name.endsWith("terms.json"))`) {
		t.Error("the definitions come before anybody asks for one")
	}
	shows := func(how string) {
		t.Helper()
		b.until("no definition comes by "+how, card+` !== null && `+card+`.textContent.toLowerCase().includes(`+term+`.textContent.toLowerCase())`)
		if got := eval[bool](b, `(r => r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight)(`+card+`.getBoundingClientRect())`); !got {
			t.Errorf("by %s the definition is not in the window", how)
		}
	}
	eval[any](b, term+`.scrollIntoView({block: "center", behavior: "instant"})`)
	eval[any](b, term+`.focus()`)
	shows("the focus")
	if !eval[bool](b, term+`.getAttribute("aria-describedby") === `+card+`.id`) {
		t.Error("who hears the page does not hear the definition")
	}
	b.press(kb.Escape)
	b.until("the definition stays after Escape", card+` === null`)
	eval[any](b, `document.activeElement.blur()`)
	where := eval[[]float64](b, `(r => [r.left + 4, r.top + r.height / 2])(`+term+`.getClientRects()[0])`)
	b.do(chromedp.MouseEvent("mouseMoved", where[0], where[1]))
	shows("a mouse")
	b.do(chromedp.MouseEvent("mouseMoved", where[0], 3))
	b.until("the definition stays when the mouse has gone", card+` === null`)
	before := eval[string](b, "location.href")
	eval[any](b, term+`.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true, pointerType: "touch"}))`)
	eval[any](b, term+`.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, detail: 1}))`)
	shows("a finger")
	if got := eval[string](b, "location.href"); got != before {
		t.Errorf("the finger leads to %s", got)
	}
	for _, problem := range b.judge(s, "(terms)") {
		t.Error(problem)
	}
}

// Tab stops once at a listing; the arrows go on from there.
func TestAListingIsOneStopOfTab(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	for _, width := range []int64{1280, 360} {
		b := open(t, view{width, "light"})
		b.visit(s.base + s.chapters(t)[4])
		const items = `[":scope > figcaption :is(a, button)", ":scope > button", ":scope > pre"].flatMap(part => [...e.querySelectorAll(part)]).filter(x => x.checkVisibility())`
		b.until("not every listing is one stop", `[...document.querySelectorAll("main .listing")].every(e => `+items+`.filter(x => x.tabIndex === 0).length === 1)`)
		if fixed := eval[int](b, `[...document.querySelectorAll("main .listing pre")].filter(e => e.scrollWidth > e.clientWidth && e.tabIndex !== 0).length`); fixed > 0 {
			t.Errorf("at %d px a keyboard cannot scroll %d listings", width, fixed)
		}
		eval[any](b, `(e => { window.items = `+items+`; window.items[0].focus(); })(document.querySelector("main .listing:has(figcaption a, figcaption button)"))`)
		n := eval[int](b, `window.items.length`)
		if n < 3 {
			t.Fatalf("a listing has %d items", n)
		}
		for i := 1; i < n; i++ {
			b.press(kb.ArrowRight)
			if got := eval[int](b, `window.items.indexOf(document.activeElement)`); got != i {
				t.Errorf("at %d px the arrow leads to item %d, want %d", width, got, i)
			}
		}
		for i := n - 2; i >= 0; i-- {
			b.press(kb.ArrowLeft)
			if got := eval[int](b, `window.items.indexOf(document.activeElement)`); got != i {
				t.Errorf("at %d px the arrow leads back to item %d, want %d", width, got, i)
			}
		}
	}
}

// A paragraph takes what is wrong with it.
func TestAParagraphTakesWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + s.chapters(t)[4])
	const paragraph = `[...document.querySelectorAll("main > h2 + p")][1]`
	eval[any](b, paragraph+`.scrollIntoView({block: "center", behavior: "instant"})`)
	where := eval[[]float64](b, `(r => [r.left + 40, r.top + 10])(`+paragraph+`.getBoundingClientRect())`)
	b.do(chromedp.MouseEvent("mouseMoved", where[0], where[1]))
	const mark = `document.querySelector("button[aria-label='Something wrong in this paragraph?']")`
	b.until("no mark comes", mark+`.checkVisibility()`)
	if apart := eval[float64](b, `Math.abs(`+mark+`.getBoundingClientRect().top - `+paragraph+`.getBoundingClientRect().top)`); apart > 12 {
		t.Errorf("the mark is %.0f px from the top of its paragraph", apart)
	}
	said := func(what, open string) string {
		t.Helper()
		eval[any](b, open)
		b.until("nothing is asked "+what, `document.querySelector("dialog[open] textarea")`)
		text := eval[string](b, `document.querySelector("dialog[open] textarea").value`)
		b.press(kb.Escape)
		return text
	}
	quote := eval[string](b, paragraph+`.textContent.replace(/\s+/g, " ").slice(0, 60)`)
	heading := eval[string](b, paragraph+`.previousElementSibling.id`)
	if got := said("beside the paragraph", mark+".click()"); !strings.HasPrefix(got, "Chapter 5, Protocols: ") || !strings.Contains(got, "> "+quote) || !strings.Contains(got, "#"+heading+"\n") {
		t.Errorf("about a paragraph it says\n%s", got)
	}
	eval[any](b, `getSelection().selectAllChildren(`+paragraph+`)`)
	const pill = `[...document.querySelectorAll("body > button")].find(e => e.textContent === "Something wrong here?")`
	b.until("nothing is offered below a text that is selected", pill+`.checkVisibility()`)
	if got := said("about a selection", pill+".click()"); !strings.Contains(got, "> "+quote) {
		t.Errorf("about a selection it says\n%s", got)
	}
	if got := said("about the page", `document.querySelector("footer button").click()`); !strings.HasPrefix(got, "Chapter 5, Protocols\n") {
		t.Errorf("about the page it says\n%s", got)
	}
}
