package pages

import (
	"fmt"
	"strings"
	"testing"
)

// What a reader has done is counted, can be taken to another browser, and forgotten.
func TestProgressIsCountedTakenAlongAndForgotten(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path := s.chapters(t)[0]
	b := open(t, view{360, "light"})
	b.visit(s.base + path)
	counted := eval[string](b, `(() => {
		const right = [...document.querySelectorAll("[data-right] button")];
		right.forEach(button => button.click());
		return right.at(-1).closest("[role=group]").innerText;
	})()`)
	if !strings.Contains(counted, "questions of this chapter answered") {
		t.Errorf("after the last question the page does not say how many were answered: %s", counted)
	}
	eval[any](b, `document.querySelector("nav[aria-label=Chapters]").scrollIntoView({behavior: "instant"})`)
	b.until("the chapter is not noted as read", `localStorage.getItem("slow-poetry/progress").includes("\"read\":{\"")`)
	eval[any](b, `localStorage.setItem("slow-poetry/edit:any:code/any.go", JSON.stringify({text: "package any\n"}))`)

	const summary = `document.querySelector("main [role=status]").textContent`
	const press = `(text => [...document.querySelectorAll("main button")].find(b => b.textContent.startsWith(text)).click())`
	b.visit(s.base + "progress/")
	before := eval[string](b, summary)
	if !strings.HasPrefix(before, "1 of ") {
		t.Errorf("after one chapter the page says %q", before)
	}
	exported := promised[string](b, `(async () => {
		let blob;
		URL.createObjectURL = what => { blob = what; return "#" };
		`+press+`("Export");
		return blob.text();
	})()`)

	other := open(t, view{1280, "light"})
	other.visit(s.base + "progress/")
	take := func(text string) {
		t.Helper()
		eval[any](other, fmt.Sprintf(`(text => {
			const input = document.querySelector("input[type=file]"), files = new DataTransfer();
			files.items.add(new File([text], "progress.json", {type: "application/json"}));
			input.files = files.files;
			input.dispatchEvent(new Event("change"));
		})(%s)`, quoted(text)))
	}
	take(`{"kind": "something else"}`)
	other.until("a wrong file is not refused", `document.querySelector("main").innerText.includes("not one that this page has exported")`)
	take(exported)
	other.until("importing does not say that it is done", `document.querySelector("main").innerText.includes("Imported, with a version of one file")`)
	if after := eval[string](other, summary); after != before {
		t.Errorf("after importing the page says %q, where it was exported %q", after, before)
	}

	eval[any](other, press+`("Forget")`)
	if eval[int](other, `localStorage.length`) == 0 {
		t.Error("everything is forgotten without asking again")
	}
	eval[any](other, press+`("Really")`)
	if left := eval[int](other, `localStorage.length`); left != 0 {
		t.Errorf("after forgetting everything %d things are kept", left)
	}
	if after := eval[string](other, summary); !strings.HasPrefix(after, "0 of ") {
		t.Errorf("after forgetting everything the page says %q", after)
	}
	for _, problem := range append(b.judge(s, path), other.judge(s, "progress/")...) {
		t.Error(problem)
	}
}
