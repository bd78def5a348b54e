package pages

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// questions answers every question in every way, by keyboard.
func (b *tab) questions(*site, string) {
	count := eval[int](b, `(window.questions = [...document.querySelectorAll("main [role=group]")].filter(e => e.querySelector("ol button"))).length`)
	if count == 0 {
		b.Errorf("it asks nothing")
	}
	for i := range count {
		options := eval[int](b, `(window.question = window.questions[`+strconv.Itoa(i)+`]).querySelectorAll("ol button").length`)
		var answers []string
		for option := range options {
			eval[any](b, `window.question.querySelectorAll("ol button")[`+strconv.Itoa(option)+`].focus()`)
			b.press(kb.Enter)
			answers = append(answers, eval[string](b, `window.question.querySelector("[role=status]").textContent`))
			if !strings.Contains(strings.Join(answers, ""), "is right") && eval[bool](b, `window.question.querySelector("details").open`) {
				b.Errorf("question %d gives its answer away: %q", i+1, answers)
			}
		}
		all := strings.Join(answers, " ")
		if strings.Count(all, "is right") != 1 || strings.Count(all, "is not it") != options-1 {
			b.Errorf("question %d says %q to its %d options", i+1, answers, options)
		}
		if !eval[bool](b, `window.question.querySelector("details").open`) {
			b.Errorf("question %d does not say why", i+1)
		}
	}
}

// copying copies all that can be copied: what comes is what one would type, commands without what they print, code
// without numbers.
func (b *tab) copying(s *site, path string) {
	prose, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(path), "index.md"))
	if err != nil {
		b.Fatal(err)
	}
	copied := promised[[]string](b, copyEverything)
	commands, listings := 0, 0
	for _, text := range copied {
		kind, text, _ := strings.Cut(text, "\n")
		if strings.Contains(kind, "command") {
			for line := range strings.Lines(text) {
				commands++
				if !strings.Contains(string(prose), "$ "+line) {
					b.Errorf("a terminal gives %q, which is no command in it", line)
				}
			}
			continue
		}
		listings++
		if !strings.Contains(string(prose), text) {
			b.Errorf("a listing gives what the chapter does not say:\n%s", text)
		}
	}
	if commands == 0 || listings == 0 {
		b.Errorf("%d commands and %d listings can be copied", commands, listings)
	}
}

// copyEverything presses each button that copies, and returns what its name is and what it copied.
const copyEverything = `(async () => {
	let copied;
	navigator.clipboard.writeText = async text => { copied = text };
	const all = [];
	for (const button of document.querySelectorAll("main button")) {
		if (!/copy/i.test(button.ariaLabel ?? button.textContent)) continue;
		const name = (button.ariaLabel ?? button.textContent).toLowerCase();
		copied = "nothing";
		button.click();
		await Promise.resolve();
		all.push(name + "\n" + copied);
	}
	return all;
})()`
