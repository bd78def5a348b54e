package pages

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// desk is the editor that is open.
const desk = `document.querySelector("section[aria-label^=Editor]")`

// editListing presses Edit on the listing of a file, and waits for the editor.
func (b *tab) editListing(file string) {
	b.Helper()
	eval[any](b, fmt.Sprintf(`(figure => { figure.scrollIntoView({behavior: "instant"}); [...figure.querySelectorAll("button")].find(b => b.textContent === "Edit").click() })(document.querySelector("figure[data-file$='%s']"))`, file))
	b.until("no editor opens", `Boolean(`+typeable+`)`)
}

// What an edited program prints is in sight when it comes; and before, how far the compiler is.
func TestAnEditedProgramPrintsWhereItIsSeen(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + edited)
	for i, size := range [][2]int64{{1280, 800}, {1600, 900}, {390, 844}} {
		b.window(size[0], size[1])
		b.editListing("serve.go")
		if i == 0 {
			eval[any](b, `(status => {
				window.said = [];
				new MutationObserver(() => window.said.push(status.textContent)).observe(status, {childList: true, characterData: true, subtree: true});
			})(`+desk+`.querySelector("[role=status]"))`)
		}
		eval[any](b, `document.querySelectorAll("[data-at]").forEach(e => (e.dataset.old = "yes"))`)
		eval[any](b, `[...`+desk+`.querySelectorAll("button")].find(b => b.textContent === "Run").click()`)
		b.until("nothing is printed", desk+`.nextElementSibling.querySelector("[data-at]:not([data-old])")`)
		b.until(fmt.Sprintf("at %v what it prints is out of sight", size), `(r => r.top >= 0 && r.top + 60 <= innerHeight)(`+desk+`.nextElementSibling.querySelector("pre").getBoundingClientRect())`)
		beside := eval[bool](b, desk+`.nextElementSibling.getBoundingClientRect().left >= `+desk+`.getBoundingClientRect().right`)
		if want := size[0] >= 1440; beside != want {
			t.Errorf("at %v the terminal is beside the editor: %v", size, beside)
		}
		if width := eval[float64](b, desk+`.getBoundingClientRect().width`); size[0] >= 1280 && width < 800 {
			t.Errorf("at %v the editor is %.0f wide", size, width)
		}
		if wide := eval[[]string](b, tooWide); len(wide) > 0 {
			t.Errorf("at %v the page scrolls sideways, because of\n\t%q", size, wide)
		}
		if i == 0 && !eval[bool](b, `window.said.some(text => /^Compiling .*, 1 of 2 .*first time takes/.test(text)) && window.said.some(text => /2 of 2/.test(text))`) {
			t.Errorf("while it compiles the page says %q", eval[[]string](b, `window.said`))
		}
		if i == 0 && eval[bool](b, typeable+`.scrollWidth > `+typeable+`.parentElement.clientWidth`) {
			t.Error("long lines are cut off")
		}
		eval[any](b, `[...`+desk+`.querySelectorAll("button")].find(b => b.textContent === "Close").click()`)
		b.until("the editor does not close", desk+` === null`)
	}
}

// After a reload, Run is the book's, the page says so, and offers the reader's.
func TestASavedEditIsOfferedAfterAReload(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	made, _ := s.changes(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + edited)
	name, _ := json.Marshal("slow-poetry/edit:02-slow-poetry:" + made.File)
	kept, _ := json.Marshal(map[string]string{"text": made.Slower})
	eval[any](b, fmt.Sprintf(`localStorage.setItem(%s, %s)`, name, quoted(string(kept))))
	b.visit(s.base + edited)
	promised[ran](b, "("+pressRun+")(0)")
	b.until("the page does not say which program has run", `/This ran the book’s program/.test(`+runs+`.querySelector("figcaption").textContent)`)
	eval[any](b, `[...`+runs+`.querySelectorAll("button")].find(b => b.textContent === "Run yours").click()`)
	b.until("the reader's program does not print", runs+`.querySelector("pre").textContent.includes("every 70ms")`)
	if eval[bool](b, `[...`+runs+`.querySelectorAll("button")].some(b => b.textContent === "Run yours" && b.checkVisibility())`) {
		t.Error("beside the editor stands a button that does what Run does")
	}
}

// Two tabs on one file: what goes on from the other's text is shown at once, and about the rest the reader decides.
func TestTwoTabsTellEachOther(t *testing.T) {
	t.Parallel()
	s := theSite(t).withoutCompiler(t)
	a := open(t, view{1280, "light"})
	a.visit(s.base + edited)
	a.editListing("serve.go")
	b := a.beside()
	b.visit(s.base + edited)
	b.editListing("serve.go")
	const has = typeable + `.innerText.includes(%q)`
	write := func(tab *tab, text string) {
		t.Helper()
		eval[any](tab, typeable+`.focus()`)
		tab.press(text)
		tab.press(kb.Enter)
	}
	write(a, "// Words of A.")
	b.until("B does not see A's words", fmt.Sprintf(has, "// Words of A."))
	write(b, "// Words of B.")
	a.until("A does not see B's words", fmt.Sprintf(has, "// Words of B."))
	write(a, "// More of A.")
	b.until("B does not see them all", fmt.Sprintf(has+"&&"+has+"&&"+has, "// Words of A.", "// Words of B.", "// More of A."))

	// A text that does not go on from this one: of a tab that has slept, say.
	eval[any](b, `(key => localStorage.setItem(key, JSON.stringify({text: "package main // elsewhere\n", from: 7})))(Object.keys(localStorage).find(name => name.endsWith("serve.go")))`)
	const asked = desk + `.querySelector("p[data-file]")`
	a.until("A is not asked", asked+` !== null`)
	if !eval[bool](a, fmt.Sprintf(has, "// More of A.")) {
		t.Error("A's words are gone before anybody was asked")
	}
	eval[any](a, asked+`.querySelector("button").click()`)
	a.until("the other's text does not come", fmt.Sprintf(has, "// elsewhere"))
	eval[any](a, typeable+`.dispatchEvent(new KeyboardEvent("keydown", {key: "z", code: "KeyZ", keyCode: 90, ctrlKey: true, bubbles: true, cancelable: true}))`)
	a.until("Undo does not bring A's words back", fmt.Sprintf(has, "// More of A."))
}
