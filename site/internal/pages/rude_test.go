package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/wasm"
)

// rude compiles testdata/rude for the page, with the limit on its memory that all programs there
// have, and returns its address. Each test has its own, lest one fetches what another is writing.
func (s *site) rude(t *testing.T) string {
	t.Helper()
	name := t.Name() + ".wasm"
	built := filepath.Join(t.TempDir(), name)
	cmd := command.New(t.Context(), s.root, "go", "build", "-o", built, "./site/internal/pages/testdata/rude")
	if err := cmd.With("GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0").Run(func(string) {}); err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	if module, err = wasm.Limit(module); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, name), module, 0o666); err != nil {
		t.Fatal(err)
	}
	return s.base + name
}

// startRude is a function that runs the rude program in the first terminal of the page, with an
// argument, and resolves when it has started, or ended.
const startRude = `async (program, chapter, argument) => {
	const terminal = window.terminal = document.querySelector("figure:has([data-command])");
	terminal.dataset.program = program;
	const command = terminal.querySelector("[role=textbox]");
	command.textContent = "go run ./chapters/" + chapter + " " + argument;
	command.dispatchEvent(new InputEvent("input", {bubbles: true}));
	window.button = [...terminal.querySelectorAll("button")].find(b => b.textContent === "Run");
	window.state = () => terminal.querySelector("[role=status]")?.textContent ?? "";
	window.frames = 0;
	const count = () => { window.frames++; requestAnimationFrame(count) };
	if (!window.counting) { window.counting = true; count() }
	if (state()) terminal.querySelector("[role=status]").textContent = ""; // of the run before
	button.click();
	await wait("it does not start", () => /running|ended|stopped|not/.test(state()));
	await wait("it prints nothing", () => state() !== "running" || terminal.querySelector("[data-at]"));
	return state();
}`

// rudeness opens a chapter, and returns its path and what starts the rude program in it.
func (s *site) rudeness(t *testing.T) (b *tab, path string, start func(argument string)) {
	t.Helper()
	program := s.rude(t)
	b = open(t, view{1280, "light"})
	path = s.chapters(t)[1]
	b.visit(s.base + path)
	return b, path, func(argument string) {
		state := promised[string](b, fmt.Sprintf("(%s)(%q, %q, %q)", startRude, program, filepath.Base(path), argument))
		if !strings.HasPrefix(state, "running") && !strings.HasPrefix(state, "ended") {
			t.Fatalf("%s: %s, and not started", argument, state)
		}
	}
}

// Whatever a program does, the page goes on: it shows frames meanwhile, and a flood comes into it in
// portions; and Stop ends the program before the next frame.
func TestStopEndsAnyProgram(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b, path, start := s.rudeness(t)
	for argument, least := range map[string]int{"loop": 0, "flood": 40_000, "drops": 0, "wait": 0} {
		start(argument)
		got := promised[struct {
			Took           float64
			Frames         int
			Shown, Portion int // characters: all, and at most at once
			State          string
		}](b, fmt.Sprintf(`(async least => {
			const pre = terminal.querySelector("pre"), before = window.frames, begun = performance.now();
			let shown = pre.textContent.length, portion = 0;
			const watch = new MutationObserver(() => { // called once for all that is done at once
				const now = pre.textContent.length;
				portion = Math.max(portion, now - shown);
				shown = now;
			});
			watch.observe(pre, {childList: true, characterData: true, subtree: true});
			const enough = () => window.frames > before + 3 && shown > least;
			await wait("it shows not enough", () => enough() || state() !== "running");
			watch.disconnect();
			const frames = window.frames - before, took = performance.now() - begun;
			if (state() === "running") button.click();
			await new Promise(requestAnimationFrame);
			return {Took: took, Frames: frames, Shown: shown, Portion: portion, State: state()};
		})(%d)`, least))
		t.Logf("%s: %d frames and %d characters in %.0f ms, %s", argument, got.Frames, got.Shown, got.Took, got.State)
		if !strings.HasPrefix(got.State, "stopped") {
			t.Errorf("%s: after Stop it is %s", argument, got.State)
		}
		if got.Frames < 3 || got.Shown < least {
			t.Errorf("%s: the page shows %d frames and %d characters in %.0f ms", argument, got.Frames, got.Shown, got.Took)
		}
		if got.Portion > 20_000 {
			t.Errorf("%s: the page takes %d characters at once", argument, got.Portion)
		}
	}
	for _, problem := range b.judge(s, path) {
		t.Error(problem)
	}
}

// A program that fails says so in the words of Go.
func TestFailuresAreInTheWordsOfGo(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b, _, start := s.rudeness(t)
	for _, test := range []struct{ argument, state, says string }{
		{"deadlock", "ended with status 2", "fatal error: all goroutines are asleep - deadlock!"},
		{"panic", "ended with status 2", "panic: assignment to entry in nil map"},
		{"exit", "ended with status 3", "exit status 3"},
		{"eat", "ended with status 2", "out of memory"},
		{"recurse", "ended with status 2", "stack overflow"},
	} {
		start(test.argument)
		b.until(test.argument+" does not end", `/ended|stopped|not/.test(state())`)
		if got := eval[string](b, `state()`); !strings.HasPrefix(got, test.state) {
			t.Errorf("%s: %s", test.argument, got)
		}
		if got := eval[string](b, `terminal.querySelector("pre").textContent`); !strings.Contains(got, test.says) {
			t.Errorf("%s prints\n%s\nwithout %q", test.argument, got, test.says)
		}
	}
}

// The files of the page are files: what takes the place of a longer text is all that is in them.
func TestAFileIsShortened(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b, _, start := s.rudeness(t)
	start("write")
	b.until("it does not end", `/ended|stopped|not/.test(state())`)
	if got := eval[string](b, `terminal.querySelector("pre").textContent`); !strings.Contains(got, `"short" <nil>`) {
		t.Errorf("it prints\n%s", got)
	}
}

// The home page recites a poem by itself, but not to those who would rather have it still.
func TestTheHomePageRecitesByItselfWhileItIsSeen(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	terminal := `document.querySelector("main figure:has([data-command])")`
	text := terminal + `.querySelector("pre").textContent`
	b.visit(s.base) // with less motion
	eval[any](b, terminal+`.scrollIntoView({block: "center", behavior: "instant"})`)
	book := eval[string](b, text)
	prose, err := os.ReadFile(filepath.Join(s.root, "chapters", "02-slow-poetry", "index.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(prose), strings.TrimSuffix(strings.TrimRight(book, "\n"), "...")) {
		t.Errorf("the home page has a transcript that is not that of chapter 2:\n%s", book)
	}
	promised[bool](b, `new Promise(done => setTimeout(() => done(true), 3000))`)
	if got := eval[string](b, text); got != book {
		t.Errorf("a reader who asks for less motion sees\n%s", got)
	}
	if _, asked := b.take(); strings.Contains(strings.Join(asked, " "), ".wasm") {
		t.Errorf("for a reader who asks for less motion the page fetches %q", asked)
	}

	b.move()
	b.visit(s.base)
	b.take()
	eval[any](b, terminal+`.scrollIntoView({block: "center", behavior: "instant"})`)
	b.until("the poem does not begin", `(n => n > 3 && n < 20)(`+terminal+`.querySelectorAll("[data-at]").length)`)
	eval[any](b, `scrollTo({top: 0, behavior: "instant"})`)
	b.until("out of sight, the text of the book does not come back", text+` === `+quoted(book))
	for _, problem := range b.judge(s, "") {
		t.Error(problem)
	}
}

func quoted(text string) string {
	return fmt.Sprintf("%+q", text)
}
