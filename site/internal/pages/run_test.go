package pages

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/remember"
	"slowpoetry/site/internal/transcript"
)

// A ran is what came of pressing Run in a terminal of a page.
type ran struct {
	State   string   // what the terminal says of itself
	Outputs []string // of its commands
	First   float64  // milliseconds until something was printed
}

// pressRun is a function that presses Run in the terminal of a number, lets it go as fast as it
// goes, waits for its end, and returns a ran.
const pressRun = `async number => {
	const terminal = document.querySelectorAll("figure:has([data-command])")[number];
	const player = () => terminal.nextElementSibling.matches("section") ? terminal.nextElementSibling : null;
	const button = [...terminal.querySelectorAll("button")].find(b => b.textContent === "Run");
	const start = performance.now();
	button.click();
	let first = 0;
	await wait("it does not end", () => {
		if (!first && terminal.querySelector("[data-at]")) first = performance.now() - start;
		const fastest = player()?.querySelector("label:last-child input");
		if (fastest && !fastest.checked) fastest.click();
		return /ended|stopped|not started/.test(terminal.querySelector("[role=status]")?.textContent);
	});
	return {
		State: terminal.querySelector("[role=status]")?.textContent ?? "nothing",
		Outputs: [...terminal.querySelectorAll("[data-command]")].map(c => c.parentElement.textContent.slice(c.textContent.length)),
		First: first,
	};
}`

// transcripts returns the transcripts of a chapter, by its path.
func transcripts(t *testing.T, s *site, path string) (blocks []transcript.Block) {
	t.Helper()
	chapters, problems := chapter.All(s.root)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range chapters {
		if c.Folder+"/" != path {
			continue
		}
		for _, fence := range c.Fences {
			if fence.Lang != "console" {
				continue
			}
			block, err := transcript.Parse(fence)
			if err != nil {
				t.Fatal(err)
			}
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// runnable reports whether the page runs a block: all its commands are programs of the chapter, and
// no reason says otherwise.
func runnable(block transcript.Block, path string) bool {
	for _, command := range block.Commands {
		if command.Line != "go run ./"+strings.TrimSuffix(path, "/") && !strings.HasPrefix(command.Line, "go run ./"+strings.TrimSuffix(path, "/")+" ") {
			return false
		}
	}
	return block.Page == ""
}

// What a program prints in the page is what the book says that it prints.
func TestEveryTerminalThatRunsPrintsWhatTheBookSays(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	for _, path := range s.chapters(t) {
		remember.Part(t, "/"+path, s.sum(t, path), func(t *testing.T) { b.of(t).terminals(s, path) })
	}
}

// terminals presses Run in every terminal of a page.
func (b *tab) terminals(s *site, path string) {
	b.visit("about:blank") // so that the page before asks for nothing more
	b.take()
	b.visit(s.base + path)
	_, asked := b.take()
	for _, address := range asked {
		if strings.Contains(address, "wasm") || strings.Contains(address, "/cell") || strings.Contains(address, "/worker") {
			b.Errorf("/%s asks for %s before anybody has pressed Run", path, address)
		}
	}
	runs := 0
	for i, block := range transcripts(b.T, s, path) {
		has := eval[bool](b, fmt.Sprintf(`[...document.querySelectorAll("figure:has([data-command])")[%d].querySelectorAll("button")].some(b => b.textContent === "Run")`, i))
		if want := runnable(block, path); has != want {
			b.Errorf("/%s: %s: has a Run button: %v, want %v", path, block.Commands[0].Line, has, want)
		}
		if !has {
			continue
		}
		runs++
		got := promised[ran](b, fmt.Sprintf("(%s)(%d)", pressRun, i))
		b.Logf("/%s: %s: first output after %.0f ms, %s", path, block.Commands[len(block.Commands)-1].Line, got.First, got.State)
		if want := fmt.Sprintf("ended with status %d", block.Exit); !strings.HasPrefix(got.State, want) {
			b.Errorf("/%s: %s: %s, want %s", path, block.Commands[0].Line, got.State, want)
		}
		if !block.Agrees(got.Outputs) {
			b.Errorf("/%s: the page prints what the book does not:\n%s\nwhere the book has\n%s", path, strings.Join(got.Outputs, "----\n"), block.Body())
		}
	}
	if runs == 0 {
		b.Errorf("/%s: nothing runs in the page", path)
	}
	for _, problem := range b.judge(s, path) {
		b.Errorf("/%s: %s", path, problem)
	}
}

// typeCommand replaces the last command of a terminal of the page, and runs it.
func (b *tab) typeCommand(number int, command string) {
	b.Helper()
	eval[any](b, fmt.Sprintf(`(e => { e.focus(); getSelection().selectAllChildren(e) })([...document.querySelectorAll("figure:has([data-command])")[%d].querySelectorAll("[role=textbox]")].at(-1))`, number))
	b.press(command)
	b.press(kb.Enter)
}

// state is what a terminal says of itself.
func (b *tab) state(number int) string {
	return fmt.Sprintf(`(document.querySelectorAll("figure:has([data-command])")[%d].querySelector("[role=status]")?.textContent ?? "")`, number)
}

// A command is changed, run and reset from the keyboard.
func TestACommandIsChangedAndRunByKeyboard(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	path := s.chapters(t)[1]
	program := "go run ./" + strings.TrimSuffix(path, "/")
	b.visit(s.base + path)
	terminal := `document.querySelectorAll("figure:has([data-command])")[0]`
	book := eval[string](b, terminal+`.querySelector("pre").textContent`)

	for _, test := range []struct{ command, state, prints string }{
		{program + " -h", "ended with status 0", "lists the flags"},
		{program + " sing", "ended with status 2", `no program "sing"`},
		{"rm -r /", "not started", "this page can run"},
		{program + " -h | less", "not started", "no shell here"},
		{program + " serve -poem 'tide", "not started", "quote"},
	} {
		b.typeCommand(0, test.command)
		b.until(test.command+" does not print "+test.prints, fmt.Sprintf(`%s.querySelector("pre").textContent.includes(%q)`, terminal, test.prints))
		b.until(test.command+" does not end", fmt.Sprintf(`%s.startsWith(%q)`, b.state(0), test.state))
	}

	eval[any](b, `[...`+terminal+`.querySelectorAll("button")].find(b => b.textContent === "Reset").focus()`)
	b.press(kb.Enter)
	if got := eval[string](b, terminal+`.querySelector("pre").textContent`); got != book {
		t.Errorf("after Reset the terminal says\n%s\nand not what the book does", got)
	}
	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}

// The picture can be moved about in by keyboard, and the terminal follows.
func TestThePlayerIsMovedByKeyboard(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{360, "light"})
	path := s.chapters(t)[1]
	b.visit(s.base + path)
	blocks := transcripts(t, s, path)
	number := -1
	for i, block := range blocks {
		if runnable(block, path) && len(block.Commands) > 1 {
			number = i
			break
		}
	}
	got := promised[ran](b, fmt.Sprintf("(%s)(%d)", pressRun, number))
	t.Log(got.State)
	player := fmt.Sprintf(`document.querySelectorAll("figure:has([data-command])")[%d].nextElementSibling`, number)
	b.until("there is no picture of the run", player+`.querySelectorAll("svg text").length > 3`)
	moment := player + `.querySelector("[type=range]").getAttribute("aria-valuetext")`
	end := eval[string](b, moment)
	eval[any](b, player+`.querySelector("[type=range]").focus()`)
	b.press(kb.ArrowLeft)
	b.press(kb.ArrowLeft)
	if now := eval[string](b, moment); now == end {
		t.Errorf("after two arrows to the left the moment is still %s", now)
	}
	if wide := eval[[]string](b, tooWide); len(wide) > 0 {
		t.Errorf("with a picture the page scrolls sideways at 360 px, because of\n\t%s", strings.Join(wide, "\n\t"))
	}
	for range 2 {
		b.press(kb.ArrowLeft)
	}
	// After the last one comes a picture, which must not replace the other while axe looks at it.
	eval[any](b, fmt.Sprintf(`(player => {
		window.before = player.querySelector("svg");
		player.querySelector("[type=range]").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowLeft", bubbles: true, cancelable: true}));
	})(%s)`, player))
	b.until("the picture does not follow", player+`.querySelector("svg") !== window.before`)
	faded := fmt.Sprintf(`[...document.querySelectorAll("figure:has([data-command])")[%d].querySelectorAll("[data-at]")].filter(e => getComputedStyle(e).color !== getComputedStyle(e.parentElement).color).length`, number)
	if eval[int](b, faded) == 0 {
		t.Error("the terminal does not fade what has not been printed yet")
	}

	b.axe(s, allRules)
	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}
