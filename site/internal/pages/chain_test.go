package pages

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"slowpoetry/code/book/chain"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
	"slowpoetry/site/internal/simulated"
)

// chainPage returns the path of the first chapter that has a chain, and the chain.
func chainPage(t *testing.T, s *site) (path string, d chain.Description) {
	t.Helper()
	return chainPageWith(t, s, func(chain.Description) bool { return true })
}

// chainPageWith returns the first whose chain is of a certain kind.
func chainPageWith(t *testing.T, s *site, kind func(chain.Description) bool) (path string, d chain.Description) {
	t.Helper()
	chapters, _ := chapter.All(s.root)
	for _, c := range chapters {
		for _, f := range c.Fences {
			if !simulated.IsChain(f) {
				continue
			}
			d, err := chain.Parse(f.Body)
			if err != nil {
				t.Fatal(err)
			}
			if kind(d) {
				return c.Folder + "/", d
			}
		}
	}
	t.Fatal("no chapter has such a chain")
	return "", d
}

// ends returns what the picture of d says at its end.
func ends(d chain.Description) string {
	var text strings.Builder
	_ = d.Figure(d.Run()).Text(&text)
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	return lines[len(lines)-1]
}

// The page shows a chain in these.
const (
	chainText    = `document.querySelector("figure textarea").value`
	chainPicture = `document.querySelector("figure:has(textarea) + figure svg")`
	chainEnd     = `[...` + chainPicture + `.querySelectorAll("text")].at(-1).textContent`
	chainFocus   = `document.activeElement.getAttribute("aria-label")`
)

// openChain opens the simulator of a page, by keyboard.
func (b *tab) openChain() {
	b.Helper()
	eval[any](b, `[...document.querySelectorAll("button")].find(b => b.textContent === "Change it").focus()`)
	b.press(kb.Enter)
	b.until("the chain does not become a simulator", `document.querySelector("figure textarea")?.checkVisibility() && document.activeElement?.matches("figure button")`)
}

// shows waits until the page shows d: in its text, and at the end of its picture.
func (b *tab) shows(what string, d chain.Description) {
	b.Helper()
	b.until(what+": the text does not become\n"+d.String(), fmt.Sprintf(`%s === %q`, chainText, d))
	b.until(what+": the picture does not end with "+ends(d), fmt.Sprintf(`%s.includes(%q)`, chainPicture+".textContent", ends(d)))
}

// chooseSelect sets a drop-down list that has the focus.
func (b *tab) chooseSelect(value string) {
	b.Helper()
	eval[any](b, fmt.Sprintf(`(e => { e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})) })(document.activeElement)`, value))
}

// Everything that can be done to a chain is done from the keyboard, and the text, the picture and
// the address follow.
func TestAChainIsChangedByKeyboard(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path, d := chainPage(t, s)
	b := open(t, view{360, "light"})
	b.visit(s.base + path)
	b.openChain()
	b.shows("at first", d)
	if got := eval[string](b, chainFocus); !strings.HasPrefix(got, "Fired with the value") {
		t.Errorf("the focus is on %q, and not on the firing", got)
	}

	b.press(kb.Enter)
	b.chooseSelect("error")
	d.Fire.Verb = chain.Fail
	b.shows("fired with an error", d)
	b.press(kb.Escape)
	b.press(kb.ArrowDown)
	b.press(kb.ArrowDown)
	if got, want := eval[string](b, chainFocus), "Stage 2, callback: fail no ink"; got != want {
		t.Fatalf("two arrows down lead to %q, want %q", got, want)
	}
	b.press(kb.ArrowRight)
	b.press(kb.Enter)
	b.chooseSelect("later fail")
	d.Pairs[1].Errback.Verb, d.Pairs[1].Errback.Later = chain.Fail, true
	b.shows("with a Deferred that fails later", d)
	b.press(kb.Tab)
	b.press(kb.End)
	b.press("?")
	d.Pairs[1].Errback.Text += "?"
	b.shows("with another text", d)
	b.until("the chain does not come into the address", `new URLSearchParams(location.hash.slice(1)).get("chain")?.endsWith("later fail the original?\npass | return an apology\nlater return %v, hung | pass")`)

	b.press(kb.Escape)
	b.press(kb.ArrowUp, chromedp.ModifierAlt)
	d.Pairs[0], d.Pairs[1] = d.Pairs[1], d.Pairs[0]
	b.shows("moved up", d)
	b.until("the focus does not go along", chainFocus+`.startsWith("Stage 1, errback")`)
	b.press(kb.Delete)
	d.Pairs = slices.Delete(d.Pairs, 0, 1)
	b.shows("without it", d)
	b.until("the focus is lost", chainFocus+`?.startsWith("Stage 1, ")`)

	press := func(name string) {
		t.Helper()
		eval[any](b, fmt.Sprintf(`[...document.querySelectorAll("figure button")].find(b => b.textContent === %q).focus()`, name))
		b.press(kb.Enter)
	}
	press("Add a pair below")
	d.Pairs = slices.Insert(d.Pairs, 1, chain.Pair{Callback: chain.Action{Verb: chain.Return, Text: "%v"}})
	b.shows("with another pair", d)
	eval[any](b, `document.querySelector("figure [type=checkbox]").focus()`)
	b.press(" ")
	d.Pairs[1].Both = true
	b.shows("with a function for both", d)

	steps := len(d.Run())
	press("Back")
	b.until("Back does not go back", fmt.Sprintf(`document.querySelector("figure [type=range]").value === "%d"`, steps-1))
	said := d.Figure(d.Run()).Steps()
	b.until("the step is not said", fmt.Sprintf(`document.querySelector("figure:has(textarea) + figure [role=status]").textContent === %q`, said[steps-2]))
	if got := eval[string](b, chainEnd); strings.Contains(got, ends(d)) {
		t.Errorf("a step before the end the picture says %q", got)
	}
	eval[any](b, `document.querySelector("figure [type=range]").focus()`)
	b.press(kb.Home)
	b.until("the slider does not go to the start", `document.querySelector("figure:has(textarea) + figure [role=status]").textContent === "It has not fired yet."`)
	press("Fire")
	b.shows("fired", d)

	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}

// An inner chain has boxes of its own, which are chosen and changed as those of the outer one are. A
// function that comes to ask gets a chain to ask for; one that no longer asks takes its chain along.
func TestAnInnerChainIsChangedByKeyboard(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path, d := chainPageWith(t, s, func(d chain.Description) bool { return len(d.Inner) > 0 })
	b := open(t, view{360, "light"})
	b.visit(s.base + path)
	b.openChain()
	b.shows("at first", d)
	choose := func(label string) {
		t.Helper()
		eval[any](b, fmt.Sprintf(`document.querySelector("[aria-label^='%s']").focus()`, label))
		b.press(kb.Enter)
	}
	choose(d.Inner[0].Name + ", fired with the value")
	b.chooseSelect("error")
	d.Inner[0].Fire.Verb = chain.Fail
	b.shows("with an inner chain fired with an error", d)
	b.press(kb.Escape)
	b.press(kb.ArrowDown)
	b.press(kb.ArrowRight)
	if got, want := eval[string](b, chainFocus), d.Inner[0].Name+", stage 1, errback: "; !strings.HasPrefix(got, want) {
		t.Fatalf("arrows lead to %q, want %q", got, want)
	}
	b.press(kb.Enter)
	b.chooseSelect("ask")
	d.Inner[0].Pairs[0].Errback = chain.Action{Verb: chain.Ask, Text: "another"}
	d.Inner = append(d.Inner, chain.Inner{Name: "another", Fire: chain.Action{Verb: chain.Return, Text: "%v"}})
	b.shows("with a chain in the inner one", d)
	choose("Stage 1, callback: ask")
	b.chooseSelect("return")
	d.Pairs[0].Callback = chain.Action{Verb: chain.Return, Text: "%v"}
	d.Inner = nil
	b.shows("without inner chains", d)
	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}

// What is typed is shown; what makes no sense is complained about, with its line, and leaves the
// picture as it was.
func TestAChainIsTyped(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path, book := chainPage(t, s)
	b := open(t, view{1280, "light"})
	b.visit(s.base + path)
	b.openChain()
	b.shows("at first", book)
	typed := func(text string) {
		t.Helper()
		eval[any](b, `(e => { e.focus(); e.select() })(document.querySelector("figure textarea"))`)
		b.press(text)
	}
	typed("fire value kettle\nreturn %v! | pass")
	d, err := chain.Parse("fire value kettle\nreturn %v! | pass")
	if err != nil {
		t.Fatal(err)
	}
	b.until("the picture does not follow", chainPicture+`.textContent.includes("the result: kettle!")`)
	const wrong = "fire value kettle\nburn it"
	_, complaint := chain.Parse(wrong)
	if complaint == nil {
		t.Fatal("this is a chain")
	}
	typed(wrong)
	b.until("nobody complains", fmt.Sprintf(`[...document.querySelectorAll("[role=alert]")].some(e => e.textContent.startsWith(%q))`, complaint))
	b.until("the field is not marked", `document.querySelector("figure textarea").getAttribute("aria-invalid") === "true"`)
	if got := eval[string](b, chainPicture+".textContent"); !strings.Contains(got, "the result: ") {
		t.Error("the picture is gone")
	}
	typed(d.String())
	b.shows("typed again", d)
	b.until("the complaint stays", `[...document.querySelectorAll("[role=alert]")].every(e => !e.textContent)`)

	// A text without anything in it is complained about beside the field.
	eval[any](b, `document.querySelector("[aria-label^='Stage 1, callback']").focus()`)
	b.press(kb.Enter)
	eval[any](b, `(e => { e.focus(); e.select() })(document.querySelector("figure input[type=text]"))`)
	b.press(kb.Backspace)
	b.until("nobody complains", `[...document.querySelectorAll("[role=alert]")].some(e => e.textContent === "return what? there must be a text after it")`)
	b.press("x")
	d.Pairs[0].Callback.Text = "x"
	b.shows("with a text again", d)

	b.until("the chain does not come into the address", `new URLSearchParams(location.hash.slice(1)).get("chain")?.endsWith("return x | pass")`)

	eval[any](b, `[...document.querySelectorAll("figure button")].find(b => b.textContent.startsWith("The book")).click()`)
	b.until("the book's chain does not come back", chainPicture+fmt.Sprintf(`.textContent.includes(%q)`, ends(book)))
	b.until("the address is not the book's again", `location.hash === ""`)
	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}

// A link to a chain shows it, to readers who have pressed nothing; whatever stands in it.
func TestAChainInTheAddress(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path, _ := chainPage(t, s)
	d := chain.Random(7, 5)
	b := open(t, view{1280, "dark"})
	link := eval[string](b, fmt.Sprintf(`"#" + new URLSearchParams({chain: %q})`, d))
	b.visit(s.base + path + link)
	b.until("the chain does not become a simulator", `document.querySelector("figure textarea")?.checkVisibility()`)
	b.shows("the chain in the address", d)
	if eval[float64](b, `Math.abs(document.querySelector("figure:has(textarea)").getBoundingClientRect().top)`) > tall {
		t.Error("the page is not where the chain is")
	}
	// The page writes its own form of it into the address, which must not happen after what comes now.
	b.until("the address does not come to rest", fmt.Sprintf(`new URLSearchParams(location.hash.slice(1)).get("chain") === %q.replace(/ +\|/g, " |").trimEnd()`, d))
	b.going(func() { eval[any](b, `location.hash = "chain=burn"`) })
	b.until("nobody complains of a bad chain in the address", `[...document.querySelectorAll("[role=alert]")].some(e => e.textContent.startsWith("line 1: "))`)
	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}

// With the controls the page is still as narrow as a phone, and axe is content.
func TestASimulatorIsAccessible(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path, _ := chainPage(t, s)
	b := open(t, view{1280, "light"})
	b.visit(s.base + path)
	b.openChain()
	eval[any](b, `document.querySelector("[aria-label^='Stage 2, errback']").click()`)
	for _, width := range []int64{1280, 360} {
		v := view{width, "light"}
		b.look(v)
		if wide := eval[[]string](b, tooWide); len(wide) > 0 {
			t.Errorf("%v: the page scrolls sideways, because of\n\t%s", v, strings.Join(wide, "\n\t"))
		}
		small := eval[[]string](b, `[...document.querySelectorAll("figure:has(textarea) button, figure:has(textarea) + figure :is(button:not([aria-pressed]), select, input:not([type=checkbox]))")]
			.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 100))`)
		if len(small) > 0 {
			t.Errorf("%v: too small for a finger:\n\t%s", v, strings.Join(small, "\n\t"))
		}
		b.axe(s, allRules)
		b.night(func() { b.axe(s, colourRules) })
	}
	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}

// tryChain is a function that opens the simulator, removes the stage of a number, fires the chain
// with an error before that can be seen, and returns the text and the words of the picture.
const tryChain = `async number => {
	const until = test => wait("not yet: " + test, test);
	[...document.querySelectorAll("button")].find(b => b.textContent === "Change it").click();
	const stage = () => document.querySelector("[aria-label^='Stage " + number + ", callback']");
	await until(stage);
	stage().click();
	[...document.querySelectorAll("figure button")].find(b => b.textContent === "Remove the pair").click();
	document.querySelector("[aria-label^='Fired with']").click();
	const select = document.querySelector("figure select");
	select.value = "error";
	select.dispatchEvent(new Event("change", {bubbles: true}));
	const area = document.querySelector("figure textarea");
	await until(() => area.value.startsWith("fire error"));
	return {Text: area.value, Picture: document.querySelector("figure:has(textarea) + figure svg").textContent};
}`

func TestFirefoxFiresChains(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path, d := chainPage(t, s)
	got := inFirefox[[][]struct{ Text, Picture string }](t, "firefox.mjs", map[string]any{
		"modules": filepath.Join(npm.Folder(s.root), "package.json"),
		"firefox": need.Get(t, need.Firefox),
		"waiting": waiting(t),
		"press":   tryChain,
		"pages":   []map[string]any{{"address": s.base + path, "terminals": []int{3}}},
	})
	d.Pairs = slices.Delete(d.Pairs, 2, 3)
	d.Fire.Verb = chain.Fail
	if shown := got[0][0]; shown.Text != d.String() || !strings.Contains(shown.Picture, ends(d)) {
		t.Errorf("Firefox shows\n%s\n%s\nwant\n%s\n%s", shown.Text, shown.Picture, d, ends(d))
	}
}
