package pages

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestQuestionsAnswerInPlace(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	for _, path := range s.chapters(t) {
		b.visit(s.base + path)
		count := eval[int](b, `(window.questions = [...document.querySelectorAll("main [role=group]")].filter(e => e.querySelector("ol button"))).length`)
		if count == 0 {
			t.Errorf("/%s asks nothing", path)
		}
		for i := range count {
			options := eval[int](b, `(window.question = window.questions[`+strconv.Itoa(i)+`]).querySelectorAll("ol button").length`)
			var answers []string
			for option := range options {
				eval[any](b, `window.question.querySelectorAll("ol button")[`+strconv.Itoa(option)+`].focus()`)
				b.press(kb.Enter)
				answers = append(answers, eval[string](b, `window.question.querySelector("[role=status]").textContent`))
				if !strings.Contains(strings.Join(answers, ""), "is right") && eval[bool](b, `window.question.querySelector("details").open`) {
					t.Errorf("/%s: question %d gives its answer away: %q", path, i+1, answers)
				}
			}
			all := strings.Join(answers, " ")
			if strings.Count(all, "is right") != 1 || strings.Count(all, "is not it") != options-1 {
				t.Errorf("/%s: question %d says %q to its %d options", path, i+1, answers, options)
			}
			if !eval[bool](b, `window.question.querySelector("details").open`) {
				t.Errorf("/%s: question %d does not say why", path, i+1)
			}
		}
	}
}

// What is copied is what one would type: commands without what they print, code without numbers.
func TestCopyingTakesWhatOneWouldType(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	for _, path := range s.chapters(t) {
		prose, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(path), "index.md"))
		if err != nil {
			t.Fatal(err)
		}
		b.visit(s.base + path)
		copied := promised[[]string](b, copyEverything)
		commands, listings := 0, 0
		for _, text := range copied {
			kind, text, _ := strings.Cut(text, "\n")
			if strings.Contains(kind, "command") {
				for line := range strings.Lines(text) {
					commands++
					if !strings.Contains(string(prose), "$ "+line) {
						t.Errorf("/%s: a terminal gives %q, which is no command in it", path, line)
					}
				}
				continue
			}
			listings++
			if !strings.Contains(string(prose), text) {
				t.Errorf("/%s: a listing gives what the chapter does not say:\n%s", path, text)
			}
		}
		if commands == 0 || listings == 0 {
			t.Errorf("/%s: %d commands and %d listings can be copied", path, commands, listings)
		}
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
