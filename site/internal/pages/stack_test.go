package pages

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"slowpoetry/site/internal/remember"
)

// moments is a function that presses Run in the terminal of a number, steps back from the end of the run, ten times if it has so many events,
// and returns what its player shows each time: the call at work, and the text of the line that is lit for it, in a listing or in the strip.
const moments = `async number => {
	await (` + pressRun + `)(number);
	const player = document.querySelectorAll("figure:has([data-command])")[number].nextElementSibling;
	const shown = () => {
		const call = player.querySelector(".calls [aria-current]");
		const strip = player.querySelector(".strip:not([hidden]) .works");
		const band = document.querySelector(".lit.works");
		const text = strip ? strip.textContent.replace(/^\d+/, "") : band && (() => {
			const code = band.closest("code").cloneNode(true);
			code.querySelectorAll(".ln, .lit").forEach((e) => e.remove());
			return code.textContent.split("\n")[Number(band.style.getPropertyValue("--line"))];
		})();
		return {
			Place: call?.lastElementChild.textContent ?? "", Href: call?.querySelector("a")?.getAttribute("href") ?? "",
			Innermost: (player.querySelector(".calls li")?.lastElementChild.textContent ?? "").replace(":", " line "), Text: (text ?? "").trim(), Spoken: player.querySelector(".stack [role=status]").textContent,
			Number: strip ? strip.querySelector(".number").textContent : String(Number(band?.closest("figure").dataset.line) + Number(band?.style.getPropertyValue("--line"))),
		};
	};
	await wait("there is no stack", () => player.querySelector(".calls li"));
	const list = [];
	while (list.length < 10) {
		[...player.querySelectorAll("button")].find(e => e.textContent === "Back").click();
		const work = await wait("the line at work is not quoted", () => {
			if (!player.querySelector(".calls li")) return "the beginning"; // where nobody is on the stack
			const work = shown();
			return work.Text && work.Place.endsWith(":" + work.Number) && work;
		});
		if (work === "the beginning") break;
		list.push(work);
	}
	return list;
}`

type work struct{ Place, Href, Text, Spoken, Number, Innermost string }

// spoken is how a moment is said.
var spoken = regexp.MustCompile(`^at \d+\.\d\d seconds: [\w.-]+(, \w+\.go line \d+)?(, called by [\w.-]+)*$`)

// A run is a command of a chapter, in the terminal that has it.
type run struct{ chapter, command string }

// The runs that the stack was made for: where somebody is called back, waits, blocks, nests, switches or gives up.
var telling = []run{
	{"02-slow-poetry", "get-async 10001 10002 10003"},
	{"03-the-reactor", "countdown"},
	{"04-poetry-by-descriptor", "get-broken"},
	{"08-deferred-poetry", ""},
	{"13-all-the-way-down", "nest"},
	{"17-coroutines", "inline-1"},
	{"19-a-change-of-mind", ""},
}

// terminal returns the number of the terminal with r's command on the page of its chapter.
func (r run) terminal(t *testing.T, s *site) int {
	t.Helper()
	path := "chapters/" + r.chapter + "/"
	for i, block := range transcripts(t, s, path) {
		line := strings.TrimPrefix(block.Commands[len(block.Commands)-1].Line, "go run ./chapters/"+r.chapter)
		if runnable(block, path) && (r.command == "" && line == "" || r.command != "" && strings.HasPrefix(strings.TrimSpace(line), r.command)) {
			return i
		}
	}
	t.Fatalf("chapter %s has no %q", r.chapter, r.command)
	return 0
}

// At ten moments of each run the line that is lit is the one that the call at work names, and a listener hears of it.
func TestThePlayerLightsTheLineAtWork(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	b := open(t, view{1280, "light"})
	for _, r := range telling {
		path := "chapters/" + r.chapter + "/"
		remember.Part(t, r.chapter, s.sum(t, path), func(t *testing.T) {
			b := b.of(t)
			b.visit(s.base + path)
			s.compare(t, r, promised[[]work](b, fmt.Sprintf("(%s)(%d)", moments, r.terminal(t, s))))
		})
	}
}

// Firefox shows what Chromium does.
func TestFirefoxLightsTheLineAtWork(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	var jobs []firefoxJob
	for _, r := range telling {
		path := "chapters/" + r.chapter + "/"
		jobs = append(jobs, firefoxJob{name: r.chapter, sum: s.sum(t, path), page: pressed{s.base + path, []int{r.terminal(t, s)}}})
	}
	firefoxParts(t, s, moments, jobs, func(t *testing.T, job firefoxJob, got [][]work) {
		i := slices.IndexFunc(telling, func(r run) bool { return r.chapter == job.name })
		s.compare(t, telling[i], got[0])
	})
}

// compare compares what was shown with the sources.
func (s *site) compare(t *testing.T, r run, list []work) {
	t.Helper()
	seen := map[string]bool{}
	for _, got := range list {
		_, link, _ := strings.Cut(got.Href, "/source/")
		file, number, ok := strings.Cut(link, "/#L")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || got.Place != fmt.Sprintf("%s:%d", path.Base(file), n) {
			t.Errorf("%s leads to %q", got.Place, got.Href)
			continue
		}
		text, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimSpace(strings.Split(string(text), "\n")[n-1])
		if got.Text != want {
			t.Errorf("at %s %q is lit, and the line is %q", got.Place, got.Text, want)
		}
		// Chapter 3's countdown records by itself what it does, so that each line at work says so.
		if r.command == "countdown" && !strings.Contains(want, "trace.") {
			t.Errorf("at %s nothing is recorded: %q", got.Place, want)
		}
		// What is spoken begins with the innermost call, which may be a library's.
		if !spoken.MatchString(got.Spoken) || !strings.Contains(got.Spoken, got.Innermost) {
			t.Errorf("a listener hears %q, and %s is on top", got.Spoken, got.Innermost)
		}
		seen[got.Place] = true
	}
	if len(list) < 7 || len(seen) < 3 {
		t.Errorf("%d events come from the lines %v", len(list), seen)
	}
}
