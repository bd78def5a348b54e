package pages

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
)

// edited is the chapter whose program is edited, and edits what a reader makes of one of its files.
const edited = "chapters/02-slow-poetry/"

type edits struct {
	File     string `json:"file"`
	Slower   string `json:"slower"`   // prints another delay
	Broken   string `json:"broken"`   // does not compile
	Endless  string `json:"endless"`  // does not end
	Solution string `json:"solution"` // of the first exercise
}

// An afternoon is what the reader of testdata/edit.js saw.
type afternoon struct {
	First     float64   // milliseconds from Edit to output
	Again     []float64 // from Run to output each later time, one right after the other
	Output    string    // of the changed program
	Errors    string    // of the broken one
	Marked    string    // the text on which the error is
	Stopped   bool      // the endless one was, before the page showed another frame
	Failed    []string
	Hint      bool
	Solutions []int    // files open after the solution was asked for once, and twice
	Compared  []string // what stands beside each other when the exercise is solved
	Next      []string // where one can go from there, and whether that is on the page
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// changes returns the edits, and the function that makes them.
func (s *site) changes(t *testing.T) (edits, string) {
	t.Helper()
	change := func(text, old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("there is no %q to change", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	e := edits{File: edited + "demo.go"}
	book := read(t, s.root, e.File)
	e.Slower = change(book, "50 * time.Millisecond", "70*time.Millisecond")
	e.Broken = change(book, "50 * time.Millisecond", "soon")
	e.Endless = book + "\nfunc init() {\n\tfor {\n\t}\n}\n"
	solutions, err := fs.Glob(os.DirFS(s.root), edited+"exercises/1-*/solution/exercise.go")
	if err != nil || len(solutions) != 1 {
		t.Fatalf("the first exercise has these solutions: %q %v", solutions, err)
	}
	e.Solution = read(t, s.root, solutions[0])
	return e, "(" + strings.TrimSpace(withoutComment(read(t, "testdata", "edit.js"))) + ")"
}

// withoutComment drops the lines of comment that a script begins with.
func withoutComment(script string) string {
	for strings.HasPrefix(script, "//") {
		_, script, _ = strings.Cut(script, "\n")
	}
	return script
}

func (seen afternoon) check(t *testing.T) {
	t.Helper()
	t.Logf("from Edit to the first output %.0f ms, each later time %.0f ms from Run", seen.First, seen.Again)
	if !strings.Contains(seen.Output, "every 70ms") || strings.Contains(seen.Output, "every 50ms") {
		t.Errorf("the changed program prints\n%s\nwithout its new delay", seen.Output)
	}
	if !strings.Contains(seen.Errors, "demo.go:") || !strings.Contains(seen.Errors, "undefined: soon") || seen.Marked != "soon" {
		t.Errorf("the compiler says %q, and marked is %q", seen.Errors, seen.Marked)
	}
	if !seen.Stopped {
		t.Error("an endless program is not stopped at once")
	}
	if len(seen.Failed) == 0 || !strings.Contains(seen.Failed[0], "you return") {
		t.Errorf("of the starter fail %q", seen.Failed)
	}
	if !seen.Hint {
		t.Error("after the tests have failed there is no hint to be had")
	}
	if len(seen.Solutions) != 2 || seen.Solutions[1] != seen.Solutions[0]+1 {
		t.Errorf("asking once and twice for the solution leaves %d files open", seen.Solutions)
	}
	if len(seen.Compared) != 2 || !strings.Contains(seen.Compared[0], "yours") || !strings.Contains(seen.Compared[1], "ours") {
		t.Errorf("side by side stand %q", seen.Compared)
	}
	if len(seen.Next) != 1 || !strings.HasPrefix(seen.Next[0], "Next: exercise ") || !strings.HasSuffix(seen.Next[0], " true") {
		t.Errorf("after the exercise one can go to %q", seen.Next)
	}
}

// openEditor presses Edit on the first terminal of the page, and waits for the editor.
func (b *tab) openEditor() {
	b.Helper()
	b.openEditorAbove("go run")
}

// openEditorAbove opens it above the first terminal with these words in a command.
func (b *tab) openEditorAbove(words string) {
	b.Helper()
	eval[any](b, fmt.Sprintf(`(() => {
		const figure = [...document.querySelectorAll("main figure[data-program]")].find(f => [...f.querySelectorAll(".command")].some(c => c.textContent.includes(%q)));
		[...figure.querySelectorAll("button")].find(b => b.textContent === "Edit").click();
	})()`, words))
	b.until("no editor opens", `Boolean(`+typeable+`)`)
}

// typeable is what one types into in the editor.
const typeable = `document.querySelector("section[aria-label^=Editor] [role=tabpanel]")?.shadowRoot.querySelector("[contenteditable=true]")`

func TestAProgramIsEditedAndAnExerciseSolved(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	made, story := s.changes(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + edited)
	input, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	promised[afternoon](b, story+"("+string(input)+")").check(t)

	// It is all there the next time.
	b.visit(s.base + edited)
	if !eval[bool](b, `document.body.innerText.includes("✓ Solved")`) {
		t.Error("after a reload the exercise is not marked as solved")
	}
	b.openEditor()
	eval[any](b, `(s => { s.value = "`+made.File+`"; s.dispatchEvent(new Event("change")) })(document.querySelector("section[aria-label^=Editor] select"))`)
	eval[any](b, `[...document.querySelectorAll("section[aria-label^=Editor] button")].find(b => b.textContent === "Changes").click()`)
	b.until("after a reload the edit is not there", `/70 ?\* ?time.Millisecond/.test(`+typeable+`.innerText)`)
	b.visit(s.base + "progress/")
	if got := eval[string](b, `document.querySelector("main [role=status]").textContent`); !strings.Contains(got, "1 of ") || !strings.HasSuffix(got, "exercises solved.") {
		t.Errorf("the page of the progress says %q", got)
	}
	for _, problem := range b.judge(s, edited) {
		t.Error(problem)
	}
}

func TestFirefoxEditsAndSolves(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	made, story := s.changes(t)
	inFirefox[afternoon](t, "firefox-edit.mjs", map[string]any{
		"modules": filepath.Join(npm.Folder(s.root), "package.json"), "firefox": need.Get(t, need.Firefox), "waiting": waiting(t),
		"address": s.base + edited, "story": story, "input": made,
	}).check(t)
}

// The editor is for keyboards and for those who hear the page, in all colours, on a phone too.
func TestTheEditorIsForEverybody(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + edited)
	eval[any](b, `[...document.querySelector("main figure[data-program]").querySelectorAll("button")].find(b => b.textContent === "Edit").focus()`)
	b.press(kb.Enter)
	b.until("no editor opens", `Boolean(`+typeable+`)`)
	b.until("the editor has not the focus", typeable+` === document.activeElement.shadowRoot?.activeElement`)
	b.press("// a/b")
	if got := eval[string](b, typeable+`.innerText`); !strings.Contains(got, "// a/b") {
		t.Errorf("typing does not reach the text:\n%s", got)
	}
	if eval[bool](b, searching) {
		t.Error("a slash in the editor opens the search")
	}
	b.press("a", chromedp.ModifierCtrl)
	b.press(kb.Backspace)
	b.press("package main")
	b.press(kb.Enter)
	b.press("func x() {")
	b.press(kb.Enter, chromedp.ModifierCtrl)
	b.until("Ctrl-Enter does not run", `document.querySelector("section[aria-label^=Editor] ul li") !== null`)
	eval[any](b, `(now => { Date.now = () => now })(Date.now())`) // Escape counts for two seconds, which may pass here
	b.press(kb.Escape)
	b.press(kb.Tab)
	if eval[bool](b, `Boolean(document.activeElement.shadowRoot)`) {
		t.Error("Escape and Tab do not lead out of the editor")
	}
	for _, width := range []int64{1280, 360} {
		b.look(view{width, "light"})
		b.axe(s, allRules)
		b.night(func() { b.axe(s, colourRules) })
		if wide := eval[[]string](b, tooWide); len(wide) > 0 {
			t.Errorf("with the editor the page scrolls sideways at %d px, because of\n\t%s", width, strings.Join(wide, "\n\t"))
		}
	}
	for _, problem := range b.judge(s, edited) {
		t.Error(problem)
	}
}

// What stands below a run looks on the bench of an editor as it looks elsewhere, and a run is whole on paper.
func TestABenchChangesNoLooks(t *testing.T) {
	t.Parallel()
	s := theSite(t).withoutCompiler(t)
	for _, width := range []int64{1280, 1500} {
		b := open(t, view{width, "light"})
		b.visit(s.base + edited)
		eval[any](b, `document.querySelector("main figure[data-program] .go").click()`)
		b.until("there is nothing to play with", `document.querySelector(".play-with .pin")?.checkVisibility() ?? false`)
		const looks = `[".player", ".play-with", ".play-with .pin", ".console[data-program]"].map(name => {
			const { color, fontSize, fontFamily, fontWeight, marginTop } = getComputedStyle(document.querySelector(name));
			return [name, color, fontSize, fontFamily, fontWeight, name === ".console[data-program]" ? "" : marginTop].join(" ");
		})`
		before := eval[[]string](b, looks)
		b.paper(func() {
			if cut := eval[[]string](b, `[...document.querySelectorAll("pre")].filter(p => p.scrollHeight > p.clientHeight + 1).map(p => p.textContent.slice(0, 40))`); len(cut) > 0 {
				t.Errorf("printed after a run, these are cut off: %q", cut)
			}
		})
		b.openEditor()
		if on := eval[bool](b, `[".player", ".play-with", ".console[data-program]"].every(name => document.querySelector(name).parentElement.matches(".bench"))`); !on {
			t.Errorf("at %d px the terminal and what belongs to it are not on the bench of the editor", width)
		}
		for i, look := range eval[[]string](b, looks) {
			if look != before[i] {
				t.Errorf("at %d px what looked like %q looks on the bench like %q", width, before[i], look)
			}
		}
		if apart := eval[[]float64](b, `((a, z) => [a.left, z.left, a.bottom, z.top])(document.querySelector(".player").getBoundingClientRect(), document.querySelector(".play-with").getBoundingClientRect())`); apart[0] != apart[1] || apart[3] < apart[2] {
			t.Errorf("at %d px the settings are not below the picture: its left, theirs, its bottom, and their top are %v", width, apart)
		}
	}
}

// Somebody else's program is looked at first, and then perhaps run.
func TestALinkCarriesAnEditAndRunsNothing(t *testing.T) {
	t.Parallel()
	s := theSite(t).withoutCompiler(t)
	b := open(t, view{1280, "light"})
	b.visit(s.base + edited)
	b.openEditorAbove("get-async")
	eval[any](b, typeable+`.focus()`)
	b.press("// Mine.")
	b.press(kb.Enter)
	eval[any](b, `[...document.querySelectorAll("section[aria-label^=Editor] button")].find(b => b.textContent === "Share").click()`)
	const field = `document.querySelector("section[aria-label^=Editor] input[readonly]")`
	b.until("no link comes", field+` !== null`)
	link := eval[string](b, field+`.value`)

	other := open(t, view{1280, "light"})
	other.visit(link)
	const arrival = `document.querySelector("main aside[role=region]")`
	other.until("the page does not say what the link is", arrival+` !== null`)
	if _, asked := other.take(); strings.Contains(strings.Join(asked, " "), ".wasm") {
		t.Errorf("the page fetches %q before anybody has asked", asked)
	}
	eval[any](other, arrival+`.querySelector("button").click()`)
	other.until("the edit cannot be seen", typeable+`?.innerText.includes("// Mine.")`)
	other.until("the terminal is not there", `document.querySelector("section[aria-label^=Editor] + figure") !== null`)
	const commands = `[...document.querySelectorAll("section[aria-label^=Editor] + figure .command")].map(c => c.textContent).join("")`
	if mine, theirs := eval[string](b, commands), eval[string](other, commands); mine == "" || mine != theirs {
		t.Errorf("a link from the terminal of\n%s leads to that of\n%s", mine, theirs)
	}
	if state := eval[string](other, `document.querySelector("section[aria-label^=Editor] + figure [role=status]").textContent`); state != "" {
		t.Errorf("before anybody has pressed Run the terminal is %s", state)
	}
	if kept := eval[int](other, `Object.keys(localStorage).filter(name => name.startsWith("slow-poetry/edit:")).length`); kept != 0 {
		t.Errorf("%d files of a link are kept without being asked for", kept)
	}
	eval[any](other, `[...document.querySelectorAll("section[aria-label^=Editor] button")].find(b => b.textContent.startsWith("Keep")).click()`)
	if kept := eval[int](other, `Object.keys(localStorage).filter(name => name.startsWith("slow-poetry/edit:")).length`); kept != 1 {
		t.Errorf("%d files of a link are kept", kept)
	}

	other.visit("about:blank")
	other.visit(s.base + edited + "#edit=nonsense")
	other.until("the page does not say that the link is broken", arrival+`?.textContent.includes("not whole")`)
	for _, problem := range append(b.judge(s, edited), other.judge(s, edited)...) {
		t.Error(problem)
	}
}

// editable looks for what the Edit buttons lead to: the file is there, and so is the exercise.
func (b *tab) editable(*site, string) {
	got := promised[struct {
		Listings, Edits, Exercises, Attempts int
		Missing                              []string
	}](b, `(async () => {
		const said = document.querySelector("script[data-search]").dataset;
		const toolchain = await import(new URL(said.toolchain, location.href));
		const here = document.querySelector("main").dataset.chapter;
		const found = {Listings: 0, Edits: 0, Missing: []};
		for (const figure of document.querySelectorAll("figure[data-file]")) {
			const { file } = figure.dataset;
			if (file.endsWith("_test.go")) continue;
			found.Listings++;
			if (![...figure.querySelectorAll("button")].some(b => b.textContent === "Edit")) continue;
			found.Edits++;
			const chapter = file.startsWith("code/") ? here : /^chapters\/([^/]+\/quiz\/[^/]+|[^/]+)/.exec(file)[1];
			const { files } = await toolchain.sources(chapter).catch(() => ({files: []}));
			if (!files.some(one => one.file === file)) found.Missing.push(file);
		}
		found.Exercises = (await toolchain.sources(here)).exercises.length;
		found.Attempts = [...document.querySelectorAll("main button")].filter(b => b.textContent === "Do it here").length;
		return found;
	})()`)
	if got.Edits != got.Listings {
		b.Errorf("%d listings of programs, and %d can be edited", got.Listings, got.Edits)
	}
	if len(got.Missing) > 0 {
		b.Errorf("these files are not there to be edited: %q", got.Missing)
	}
	if got.Attempts != got.Exercises {
		b.Errorf("%d exercises, and %d can be done in the page", got.Exercises, got.Attempts)
	}
}
