package pages

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// The page knows which parameters of a command can be moved, writes them into it, and puts them into links.
func TestTheParametersOfACommand(t *testing.T) {
	t.Parallel()
	const help = "usage: serve [flags]\n  -bytes n\n    \tn bytes at a time (default 20)\n  -delay duration\n    \trest for so long (default 100ms)\n  -once\n    \tstop then\n  -port port\n    \tlisten there (default 10000)\n"
	tests := []struct {
		name, script string
		want         any
	}{
		{"flags of a help", `flags(help)`, map[string]any{"bytes": "20", "delay": "100ms", "once": "", "port": "10000"}},
		{"what a command says", `read("go run ./c serve -delay=5ms -bytes 9", "delay")`, "5ms"},
		{"what it says first", `write("go run ./c serve -bytes 9 a", "delay", "2s")`, "go run ./c serve -delay 2s -bytes 9 a"},
		{"what it says anew", `write("go run ./c serve -delay 1ms -bytes 9", "delay", "2s")`, "go run ./c serve -delay 2s -bytes 9"},
		{"the demonstration", `write("go run ./c", "wait", "2s")`, "go run ./c -wait 2s"},
		{"fewer poems", `ask("go run ./c get 10001 10002", "go run ./c get 10001 10002 10003", 1)`, "go run ./c get 10001"},
		{"all of them", `ask("go run ./c get 10001", "go run ./c get 10001 10002 10003", 3)`, "go run ./c get 10001 10002 10003"},
		{"what can be moved", `settings("go run ./c serve -bytes 25", "go run ./c serve -bytes 25", flags(help)).map(({ name, value, stops }) => [name, value, stops.includes(value)])`,
			[]any{[]any{"delay", "100ms", true}, []any{"bytes", "25", true}}},
		{"what measures something else", `settings("go run ./c serve -delay 3h", "go run ./c serve", flags(help)).map(({ name }) => name)`, []any{"bytes"}},
		{"a link", `pack(3, new Map([["tide delay", "20ms"], [" poems", "2"]]))`, "run=3&tide.delay=20ms&.poems=2"},
		{"back from a link", `(({ number, moved }) => [number, ...moved])(unpack("#run=3&tide.delay=20ms&.poems=2"))`,
			[]any{3.0, []any{"tide delay", "20ms"}, []any{" poems", "2"}}},
		{"a link to a heading", `unpack("#run-it") ?? "none"`, "none"},
		{"what no slider sets", `[...unpack("#run=0&a.delay=9h&a.port=1&a.bytes=20;rm&a.constructor=1&a.bytes=1e9").moved]`, []any{}},
		{"a good guess", `off(1.8, 1.81)`, "You guessed 1.8 s: that is it."},
		{"too little", `off(1, 4.3)`, "You guessed 1.0 s, and it took 4.3 times as long."},
		{"a little too little", `off(4, 4.3)`, "You guessed 4.0 s, and it took 0.30 s longer."},
		{"too much", `off(10, 2)`, "You guessed 10.0 s, which is 5.0 times as long."},
		{"a little too much", `off(4.6, 4.3)`, "You guessed 4.6 s, and it took 0.30 s less."},
	}
	var scripts []string
	for _, test := range tests {
		scripts = append(scripts, test.script)
	}
	cell := "file://" + filepath.ToSlash(filepath.Join(repository(t), "site", "assets", "js", "cell"))
	names := fmt.Sprintf(`ask, flags, read, settings, write } from "%[1]s/ranges.js"; import { pack, unpack } from "%[1]s/link.js"; import { off`, cell)
	got := inNode[[]any](t, "cell/guess.js", names, "(help) => ["+strings.Join(scripts, ",\n")+"]", help)
	for i, test := range tests {
		if !reflect.DeepEqual(got[i], test.want) {
			t.Errorf("%s: %s is %v, want %v", test.name, test.script, got[i], test.want)
		}
	}
}

// A reader guesses, runs, moves a slider, pins the run, and sends a link to what is set.
func TestARunIsPlayedWith(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	path := s.chapters(t)[2]
	b.visit(s.base + path)
	number := eval[int](b, `[...document.querySelectorAll("figure:has([data-command])")].findIndex(f => f.dataset.guess)`)
	terminal := fmt.Sprintf(`document.querySelectorAll("figure:has([data-command])")[%d]`, number)
	below := terminal + `.parentElement.querySelector(".play-with")`
	says := func(what, text string) { // the terminal
		b.until("it does not say "+what, fmt.Sprintf(`[...%s.querySelectorAll("[role=status]")].some(s => s.textContent.includes(%q))`, terminal, text))
	}

	eval[any](b, terminal+`.parentElement.querySelector(".guess input").focus()`)
	b.press("100")
	promised[ran](b, fmt.Sprintf("(%s)(%d)", pressRun, number))
	says("how far off the guess was", "You guessed 100.0 s, which is")
	if asked := eval[int](b, `document.querySelectorAll(".guess").length`); asked != 1 {
		t.Errorf("%d terminals ask for a guess, want the other one", asked)
	}

	b.until("there are no sliders", below+`?.querySelector("[type=range]") ?? false`)
	if hidden := eval[[]string](b, `[...`+below+`.querySelectorAll("[type=range]")].filter(slider => {
		const { left, top, width, height } = slider.getBoundingClientRect(), around = `+below+`.getBoundingClientRect();
		return !slider.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || width < 60 || left < around.left || top < around.top || top + height > around.bottom;
	}).map(slider => slider.getAttribute("aria-label"))`); len(hidden) > 0 {
		t.Errorf("the sliders %q are not seen where they belong", hidden)
	}
	eval[any](b, below+`.querySelector("[aria-label=from]").focus()`)
	b.press(kb.Home)
	b.until("the command does not say what the slider does", terminal+`.querySelector(".typed").textContent.includes("countdown -from 1")`)
	b.until("it is not run anew", fmt.Sprintf(`%s.startsWith("ended") && !%s.querySelector("pre").textContent.includes("tea: 2")`, b.state(number), terminal))

	panels := `[...` + terminal + `.nextElementSibling.querySelectorAll("svg .strong, svg text")].filter(t => /^countdown/.test(t.textContent)).length`
	single := eval[int](b, panels)
	press := func(label string) {
		eval[any](b, fmt.Sprintf(`[...%s.querySelectorAll("button")].find(b => b.textContent === %q).click()`, below, label))
	}
	press("Pin this run")
	eval[any](b, below+`.querySelector("[aria-label=from]").focus()`)
	b.press(kb.ArrowRight)
	b.until("the pinned run does not stand above the next", fmt.Sprintf(`%s.startsWith("ended") && %s === %d`, b.state(number), panels, single+2))
	press("Unpin")
	b.until("the pinned run does not go away", fmt.Sprintf("%s === %d", panels, single))

	eval[any](b, `navigator.clipboard.writeText = async (text) => { window.copied = text }`)
	press("Copy a link to these")
	b.until("no link is copied", `Boolean(window.copied)`)
	link := eval[string](b, `window.copied`)
	if want := fmt.Sprintf("#run=%d&countdown.from=2", number); !strings.HasSuffix(link, want) {
		t.Errorf("the link is %s, which does not end in %s", link, want)
	}
	b.visit("about:blank")
	b.visit(link)
	says("what the link has brought", "This link came with settings: countdown from 2.")
	if eval[bool](b, terminal+`.querySelector("[data-at]") !== null`) {
		t.Error("the link has run something")
	}
	for _, problem := range b.judge(s, path) {
		t.Errorf("/%s: %s", path, problem)
	}
}

// A field of an object must not take the place of one of its methods.
func TestNoFieldHidesAMethod(t *testing.T) {
	t.Parallel()
	class := regexp.MustCompile(`(?ms)^(?:export )?class (\w+).*?^\}$`)
	method := regexp.MustCompile(`(?m)^  (?:async )?(\w+)\([^\n]*\) \{$`)
	classes := 0
	scripts := filepath.Join(repository(t), "site", "assets", "js")
	err := filepath.WalkDir(scripts, func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".js" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, c := range class.FindAllStringSubmatch(string(text), -1) {
			classes++
			for _, m := range method.FindAllStringSubmatch(c[0], -1) {
				hides := regexp.MustCompile(`this\.` + m[1] + ` (\?\?)?= |^  ` + m[1] + ` = `)
				if found := hides.FindString(c[0]); found != "" {
					t.Errorf("%s: class %s has a method %s, and sets %q", filepath.Base(path), c[1], m[1], found)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if classes < 20 {
		t.Errorf("there are only %d classes", classes)
	}
}
