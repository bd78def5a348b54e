package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each question takes all its wrong answers, gives nothing away meanwhile, and then takes the right one; what was
// answered is there again after a reload, until the reader tries again.
func TestQuestionsAnswerInPlace(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	kinds := map[string]int{}
	for _, path := range s.chapters(t) {
		b.visit(s.base + path)
		got := eval[[]struct {
			Kind, Wrong, Right string
			Given, Open        bool
			Without            string
		}](b, answerAll)
		if len(got) == 0 {
			t.Errorf("/%s asks nothing", path)
		}
		for i, q := range got {
			kinds[q.Kind]++
			if q.Given || !q.Open || q.Without != "" {
				t.Errorf("/%s: question %d gives its answer away, does not say why, or not what it would take: %+v", path, i+1, q)
			}
			if wrong, right := says[q.Kind][0], says[q.Kind][1]; !strings.Contains(q.Wrong, wrong) || strings.Contains(q.Wrong, right) || !strings.Contains(q.Right, right) {
				t.Errorf("/%s: question %d says %q to wrong answers, and %q to the right one", path, i+1, q.Wrong, q.Right)
			}
		}
		count := `[...document.querySelectorAll(".counted")].map(e => e.textContent).filter(Boolean).join()`
		want := fmt.Sprintf("%d of %d questions of this chapter answered.", len(got), len(got))
		if counted := eval[string](b, count); counted != want {
			t.Errorf("/%s counts %q, want %q", path, counted, want)
		}
		if path != s.chapters(t)[1] {
			continue
		}
		b.visit(s.base + path)
		const kept = `[...document.querySelectorAll(".quiz")].filter(q => q.dataset.answered && q.querySelector("[data-chosen=right]")).length`
		if n := eval[int](b, kept); n != len(got) || eval[string](b, count) != want {
			t.Errorf("/%s: after a reload %d of %d questions are answered", path, n, len(got))
		}
		eval[any](b, `for (const again of document.querySelectorAll(".again")) again.click()`)
		b.visit(s.base + path)
		if n := eval[int](b, kept); n != 0 || eval[string](b, count) != "" {
			t.Errorf("/%s: %d questions are still answered after Try again", path, n)
		}
	}
	if kinds["choose"] == 0 || kinds["order"] < len(s.chapters(t)) || kinds["type"] < len(s.chapters(t)) {
		t.Errorf("the book asks %v questions, and should ask two of the kinds in each chapter", kinds)
	}
}

// says is what a question says to wrong answers and to the right one, by its kind.
var says = map[string][2]string{
	"choose": {"is not it", "is right"},
	"order":  {"place", "That is the order."},
	"type":   {"“nonsense” is not what comes first.", "That is what it prints."},
}

const answerAll = `[...document.querySelectorAll(".quiz")].map(quiz => {
	const kind = quiz.dataset.kind;
	const said = () => quiz.querySelector(".retry [role=status]").textContent;
	const press = (button) => button.click();
	const result = { kind, wrong: "", right: "", given: false, without: "" };
	const wrong = (act) => {
		act();
		result.wrong += said() + " ";
		result.given ||= quiz.querySelector("details").open;
	};
	if (kind === "choose") {
		for (const li of quiz.querySelectorAll(".options > li:not([data-right])")) {
			wrong(() => press(li.querySelector("button")));
			if (!li.querySelector(".would")?.textContent.trim()) result.without += li.textContent;
		}
		press(quiz.querySelector("[data-right] button"));
	} else if (kind === "type") {
		wrong(() => { quiz.querySelector("textarea").value = "nonsense"; press(quiz.querySelector(".reply button")); });
		quiz.querySelector("textarea").value = quiz.querySelector(".answer pre").textContent.replaceAll("\n", "  ");
		press(quiz.querySelector(".reply button"));
	} else {
		const lines = quiz.querySelector(".lines");
		const check = quiz.querySelector(".reply button");
		wrong(() => press(check));
		quiz.querySelector(".answer pre").textContent.trim().split("\n").forEach((text, place) => {
			const at = () => [...lines.children].findIndex(li => li.textContent.trim() === text.trim());
			for (let n = at(); n > place; n--) press(lines.children[n].querySelector(".up"));
			if (at() !== place) result.without += text;
		});
		press(check);
	}
	result.right = said();
	result.open = quiz.querySelector("details").open;
	return result;
})`

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
