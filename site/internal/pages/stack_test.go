package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shownWork is what the player of a terminal shows at a moment: the call at work, and the text of the line that is lit for it, in
// a listing or in the strip.
const shownWork = `(() => {
	const player = document.querySelectorAll("figure:has([data-command])")[%d].nextElementSibling;
	const call = player.querySelector(".calls [aria-current]");
	const strip = player.querySelector(".strip:not([hidden]) .works");
	const band = document.querySelector(".lit.works");
	const text = strip ? strip.textContent.replace(/^\d+/, "") : band && (() => {
		const code = band.closest("code").cloneNode(true);
		code.querySelectorAll(".ln, .lit").forEach((e) => e.remove());
		return code.textContent.split("\n")[Number(band.style.getPropertyValue("--line"))];
	})();
	return {
		place: call?.lastElementChild.textContent ?? "", href: call?.querySelector("a")?.getAttribute("href") ?? "",
		text: (text ?? "").trim(), spoken: player.querySelector(".stack [role=status]").textContent,
		number: strip ? strip.querySelector(".number").textContent : String(Number(band?.closest("figure").dataset.line) + Number(band?.style.getPropertyValue("--line"))),
	};
})()`

type work struct{ Place, Href, Text, Spoken, Number string }

// Chapter 3's countdown records by itself what it does, so that each line at work says what the event is.
func TestThePlayerLightsTheLineAtWork(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	path := s.chapters(t)[2]
	b.visit(s.base + path)
	number := -1
	for i, block := range transcripts(t, s, path) {
		if runnable(block, path) && strings.Contains(block.Commands[0].Line, "countdown") {
			number = i
			break
		}
	}
	if number < 0 {
		t.Fatal("chapter 3 counts nothing down")
	}
	promised[ran](b, fmt.Sprintf("(%s)(%d)", pressRun, number))
	player := fmt.Sprintf(`document.querySelectorAll("figure:has([data-command])")[%d].nextElementSibling`, number)
	b.until("there is no stack", player+`.querySelectorAll(".calls li").length > 0`)
	source := map[string][]string{}
	seen := map[string]bool{}
	for range 10 {
		eval[any](b, `[...`+player+`.querySelectorAll("button")].find(e => e.textContent === "Back").click()`)
		var got work
		b.until("the line at work is not quoted", `(() => { const w = `+fmt.Sprintf(shownWork, number)+`; return w.text && w.place.endsWith(":" + w.number); })()`)
		got = eval[work](b, fmt.Sprintf(shownWork, number))
		file, line, _ := strings.Cut(got.Place, ":")
		if source[file] == nil {
			text, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(path), file))
			if err != nil {
				t.Fatal(err)
			}
			source[file] = strings.Split(string(text), "\n")
		}
		var n int
		fmt.Sscan(line, &n)
		if want := strings.TrimSpace(source[file][n-1]); got.Text != want || !strings.Contains(want, "trace.") {
			t.Errorf("at %s %q is lit, and the line is %q, which records nothing", got.Place, got.Text, want)
		}
		if !strings.HasSuffix(got.Href, fmt.Sprintf("/source/%s/%s/#L%d", strings.Trim(path, "/"), file, n)) {
			t.Errorf("%s leads to %s", got.Place, got.Href)
		}
		if !strings.HasPrefix(got.Spoken, "at ") || !strings.Contains(got.Spoken, fmt.Sprintf("%s line %d, called by ", file, n)) {
			t.Errorf("a listener hears %q", got.Spoken)
		}
		seen[got.Place] = true
	}
	if len(seen) < 3 {
		t.Errorf("ten events come from the lines %v", seen)
	}
}
