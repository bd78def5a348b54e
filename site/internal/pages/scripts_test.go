package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// questions gives each question all its wrong answers, which give nothing away, and then the right one; what was
// answered is there again after a reload, until the reader tries again.
func (b *tab) questions(s *site, path string) {
	kinds := map[string]int{}
	got := eval[[]struct {
		Kind, Wrong, Right string
		Given, Open        bool
		Without            string
	}](b, answerAll)
	if len(got) == 0 {
		b.Errorf("it asks nothing")
	}
	for i, q := range got {
		kinds[q.Kind]++
		if q.Given || !q.Open || q.Without != "" {
			b.Errorf("question %d gives its answer away, does not say why, or not what it would take: %+v", i+1, q)
		}
		if wrong, right := says[q.Kind][0], says[q.Kind][1]; !strings.Contains(q.Wrong, wrong) || strings.Contains(q.Wrong, right) || !strings.Contains(q.Right, right) {
			b.Errorf("question %d says %q to wrong answers, and %q to the right one", i+1, q.Wrong, q.Right)
		}
	}
	if kinds["choose"] == 0 || kinds["order"] == 0 || kinds["type"] == 0 {
		b.Errorf("it asks %v questions, and should ask of every kind", kinds)
	}
	count := `[...document.querySelectorAll(".counted")].map(e => e.textContent).filter(Boolean).join()`
	want := fmt.Sprintf("%d of %d questions of this chapter answered.", len(got), len(got))
	if counted := eval[string](b, count); counted != want {
		b.Errorf("it counts %q, want %q", counted, want)
	}
	if path != s.chapters(b.T)[1] {
		return
	}
	b.visit(s.base + path)
	const kept = `[...document.querySelectorAll(".quiz")].filter(q => q.dataset.answered && q.querySelector("[data-chosen=right]")).length`
	if n := eval[int](b, kept); n != len(got) || eval[string](b, count) != want {
		b.Errorf("after a reload %d of %d questions are answered", n, len(got))
	}
	eval[any](b, `for (const again of document.querySelectorAll(".again")) again.click()`)
	b.visit(s.base + path)
	if n := eval[int](b, kept); n != 0 || eval[string](b, count) != "" {
		b.Errorf("%d questions are still answered after Try again", n)
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
	for (const button of document.querySelectorAll("main button.copy")) {
		const name = (button.ariaLabel ?? button.textContent).toLowerCase();
		copied = "nothing";
		button.click();
		await Promise.resolve();
		all.push(name + "\n" + copied);
	}
	return all;
})()`
