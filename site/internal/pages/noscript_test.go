package pages

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A reader without JavaScript reads the same book, and is shown no button that does nothing.
func TestWithoutJavaScriptEverythingIsThere(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range s.chapters(t) {
		b.do(chromedp.Navigate(s.base + path)) // a visit would wait for scripts
		for _, missing := range eval[[]string](b, withoutScripts) {
			t.Errorf("/%s without JavaScript: %s", path, missing)
		}
		// The answer to a question unfolds by keyboard.
		eval[any](b, `[...document.querySelectorAll("main details:not([open]) > summary")].find(e => e.checkVisibility())?.focus()`)
		b.press(kb.Enter)
		if !eval[bool](b, `document.activeElement.closest("details")?.open ?? false`) {
			t.Errorf("/%s without JavaScript: a folded part does not open at Enter", path)
		}
		for _, problem := range b.judge(s, path) {
			t.Errorf("/%s without JavaScript: %s", path, problem)
		}
	}
	b.do(chromedp.Navigate(s.base))
	links := eval[int](b, `[...document.querySelectorAll("main a[href]")].filter(e => e.checkVisibility() && /\/chapters\/\d\d-/.test(e.pathname)).length`)
	if links < len(s.chapters(t)) {
		t.Errorf("the home page links to %d of %d chapters", links, len(s.chapters(t)))
	}
}

// withoutScripts lists what is missing on the chapter that is open.
const withoutScripts = `(() => {
	const problems = [];
	const seen = e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 0;
	const all = (what, selector, atLeast) => {
		const found = [...document.querySelectorAll(selector)];
		if (found.length < atLeast) problems.push("no " + what + " at all (" + selector + ")");
		for (const e of found) if (!seen(e)) problems.push(what + " not to be seen: " + e.outerHTML.slice(0, 100));
	};
	all("paragraphs", "main p:not(details p, dialog p)", 10);
	all("headings", "main h1, main h2", 3);
	all("listings", "main pre:not(details pre)", 2);
	all("figures", "main figure svg", 1);
	if (![...document.querySelectorAll("main details > summary")].some(seen)) problems.push("no answer to a question unfolds");
	all("ways to other chapters", "main a[rel~=next], main a[rel~=prev], nav a[rel~=next], nav a[rel~=prev]", 1);
	for (const e of document.querySelectorAll("button:not([popovertarget])")) // which the browser itself opens
		if (seen(e)) problems.push("a button that can do nothing: " + e.outerHTML.slice(0, 100));
	return problems;
})()`
