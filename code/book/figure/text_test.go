package figure_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

// row returns the characters of the first lane of a trace that is drawn in so many columns.
func row(t *testing.T, tr trace.Trace, columns int) string {
	t.Helper()
	var out strings.Builder
	label := len(tr[0].Task) + 2
	if err := figure.Text(&out, tr, label+columns); err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(out.String(), "\n")
	return line[label:]
}

func TestAColumnShowsTheStateThatTookMostOfIt(t *testing.T) {
	got := row(t, task("a", 0,
		stay{trace.Run, 560 * ms}, stay{trace.Wait, 530 * ms}, stay{trace.Block, 420 * ms}, stay{trace.Ready, 490 * ms}), 20)
	if want := "######.....!!!!-----"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAShortRunIsShownInTheColumnInWhichItBegan(t *testing.T) {
	got := row(t, task("a", 0, stay{trace.Wait, 990 * ms}, stay{trace.Run, ms}, stay{trace.Wait, 1009 * ms}), 20)
	if want := ".........#.........."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestShortRunsInSuccessionAreNoSolidBar(t *testing.T) {
	var stays []stay
	for range 200 {
		stays = append(stays, stay{trace.Run, ms}, stay{trace.Wait, 9 * ms})
	}
	if got, want := row(t, task("a", 0, stays...), 20), "#.#.#.#.#.#.#.#.#.#."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAShortBlockAmongRunsIsShown(t *testing.T) {
	got := row(t, task("a", 0, stay{trace.Run, 1010 * ms}, stay{trace.Block, ms}, stay{trace.Run, 989 * ms}), 20)
	if want := "##########!#########"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTasksThatTakeTurnsDoNotOverlap(t *testing.T) {
	var out strings.Builder
	figure.Text(&out, together(
		task("a", 0, stay{trace.Run, 1040 * ms}),
		task("b", 1040*ms, stay{trace.Run, 960 * ms})), 23)
	lines := strings.Split(out.String(), "\n")
	if want := "a  ##########"; lines[0] != want {
		t.Errorf("got  %q\nwant %q", lines[0], want)
	}
	if want := "b            ##########"; lines[1] != want {
		t.Errorf("got  %q\nwant %q", lines[1], want)
	}
}

func TestATextKeepsToItsWidthAndToASCII(t *testing.T) {
	for name, tr := range extremes() {
		for _, width := range []int{-1, 0, 20, 60, 72, 200} {
			tl := one(tr)
			tl.Ends, tl.Legend = true, width >= 60
			var out strings.Builder
			if err := tl.Text(&out, width); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(out.String()) {
				line = strings.TrimSuffix(line, "\n")
				if n := utf8.RuneCountInString(line); n > max(width, 20) {
					t.Errorf("%s: %d columns in a text %d wide: %q", name, n, width, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Errorf("%s: a line ends in spaces: %q", name, line)
				}
			}
		}
	}
}

func TestResultsAndCancellationsAreShown(t *testing.T) {
	got := row(t, append(task("a", 0, stay{trace.Wait, time.Second}),
		trace.Event{At: 500 * ms, Task: "a", Kind: trace.Fire},
		trace.Event{At: 1000 * ms, Task: "a", Kind: trace.Cancel}), 20)
	if want := "..........*........x"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTheAxisAlwaysHasItsUnit(t *testing.T) {
	for name, tr := range extremes() {
		for _, width := range []int{20, 23, 31, 44, 58, 72, 99} {
			var out strings.Builder
			figure.Text(&out, tr, width)
			text := strings.TrimRight(out.String(), "\n")
			numbers := strings.TrimSpace(text[strings.LastIndex(text, "\n")+1:])
			if strings.Trim(numbers, "0123456789. ") == "" {
				t.Errorf("%s, %d wide: the axis says %q", name, width, numbers)
			}
		}
	}
}

func TestTheAxisOfATextEndsWhereTheTraceDoes(t *testing.T) {
	var out strings.Builder
	figure.Text(&out, task("a", 0, stay{trace.Run, 4 * time.Second}), 45)
	want := "a  ##########################################\n" +
		"   |_________|__________|_________|_________|\n" +
		"   0         1          2         3       4 s\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no paper") }

func TestATextReturnsTheErrorOfItsWriter(t *testing.T) {
	if err := figure.Text(brokenWriter{}, nil, 60); err == nil || err.Error() != "no paper" {
		t.Errorf("got %v, want no paper", err)
	}
}

func TestWhatIsInNoLaneTakesNoRoom(t *testing.T) {
	run := task("poem", 0, stay{trace.Run, 100 * ms})
	var want, got strings.Builder
	figure.Text(&want, run, 60)
	drawn := figure.Timeline{ID: "x", Panels: []figure.Panel{{Trace: run}}}.SVG()
	run = append(run, trace.Event{Task: "a Deferred with a long name", Kind: trace.Call})
	if string(figure.Timeline{ID: "x", Panels: []figure.Panel{{Trace: run}}}.SVG()) != string(drawn) {
		t.Error("the drawing is another")
	}
	figure.Text(&got, run, 60)
	if got.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want.String())
	}
}
