package figure_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/trace"
)

// one is a timeline of one panel.
func one(t trace.Trace) figure.Timeline {
	return figure.Timeline{ID: "test", Title: "a test", Desc: "of a timeline", Panels: []figure.Panel{{Trace: t}}}
}

// bars returns where the bars begin and end, in units, that are drawn as what says.
func bars(t *testing.T, svg []byte, what string) [][2]float64 {
	t.Helper()
	path := regexp.MustCompile(`<path ` + what + ` d="([^"]*)"/>`)
	box := regexp.MustCompile(`M([\d.]+) [\d.]+H([\d.]+)v[\d.]+H[\d.]+z`)
	var list [][2]float64
	for _, p := range path.FindAllSubmatch(svg, -1) {
		for _, b := range box.FindAllSubmatch(p[1], -1) {
			list = append(list, [2]float64{number(t, b[1]), number(t, b[2])})
		}
	}
	return list
}

func number(t *testing.T, text []byte) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const (
	running = `class="fill run"`
	waiting = `fill="url\(#fig-test-wait\)"`
	blocked = `fill="url\(#fig-test-block\)"`
)

func TestABarIsAsLongAsItsSpan(t *testing.T) {
	svg := one(task("a", 0, stay{trace.Run, 250 * ms}, stay{trace.Wait, 500 * ms}, stay{trace.Run, 250 * ms})).SVG()
	run, wait := bars(t, svg, running), bars(t, svg, waiting)
	if len(run) != 2 || len(wait) != 1 {
		t.Fatalf("runs %v and waits %v, want two and one", run, wait)
	}
	if run[0][1] != wait[0][0] || wait[0][1] != run[1][0] {
		t.Errorf("runs %v do not touch wait %v", run, wait)
	}
	quarter, half := run[0][1]-run[0][0], wait[0][1]-wait[0][0]
	if diff := half - 2*quarter; diff < -0.2 || diff > 0.2 {
		t.Errorf("250 ms are %g wide and 500 ms %g, want the double", quarter, half)
	}
}

func TestPanelsShareOneScale(t *testing.T) {
	tl := one(task("a", 0, stay{trace.Run, 300 * ms}))
	tl.Panels = append(tl.Panels, figure.Panel{Trace: task("b", 0, stay{trace.Run, 900 * ms})})
	run := bars(t, tl.SVG(), running)
	if len(run) != 2 {
		t.Fatalf("%d bars, want 2", len(run))
	}
	a, b := run[0][1]-run[0][0], run[1][1]-run[1][0]
	if run[0][0] != run[1][0] || b-3*a < -0.3 || b-3*a > 0.3 {
		t.Errorf("300 ms are at %v and 900 ms at %v, want the same start and three times the length", run[0], run[1])
	}
}

func TestAShortRunIsDrawnAsATickAndDoesNotTearTheWait(t *testing.T) {
	svg := one(task("a", 0, stay{trace.Wait, time.Second}, stay{trace.Run, 10 * µs}, stay{trace.Wait, time.Second})).SVG()
	run, wait := bars(t, svg, running), bars(t, svg, waiting)
	if len(run) != 1 || run[0][1]-run[0][0] < 1.4 {
		t.Errorf("runs %v, want one that can be seen", run)
	}
	if len(wait) != 1 {
		t.Errorf("waits %v, want one in one piece", wait)
	}
}

func TestAShortBlockIsDrawn(t *testing.T) {
	svg := one(task("a", 0, stay{trace.Run, time.Second}, stay{trace.Block, 10 * µs}, stay{trace.Run, time.Second})).SVG()
	if got := bars(t, svg, `class="fill block"`); len(got) != 1 {
		t.Errorf("blocks %v, want one", got)
	}
}

func TestOnlyATaskThatEndedHasAnEnd(t *testing.T) {
	ended := task("a", 0, stay{trace.Run, time.Second})
	const end = `class="line ink thick"`
	if got := strings.Count(string(one(ended).SVG()), end); got != 1 {
		t.Errorf("%d ends for a task that ended, want 1", got)
	}
	going := trace.Trace{{Task: "a", Kind: trace.Run}, {At: time.Second, Task: "a", Kind: trace.Receive, Bytes: 1}}
	svg := one(going).SVG()
	if got := strings.Count(string(svg), end); got != 0 {
		t.Errorf("%d ends for a task that goes on, want 0", got)
	}
	if got := bars(t, svg, running); len(got) != 1 {
		t.Errorf("runs %v, want one that lasts as long as the trace", got)
	}
}

func TestWhatLiesBeyondTheAxisIsCut(t *testing.T) {
	tl := one(task("a", 0, stay{trace.Run, 2 * time.Second}, stay{trace.Block, 2 * time.Second}))
	tl.Until = time.Second
	svg := tl.SVG()
	run := bars(t, svg, running)
	if len(run) != 1 || run[0][1] > figure.Width {
		t.Errorf("runs %v, want one that ends with the axis", run)
	}
	if got := bars(t, svg, blocked); len(got) != 0 {
		t.Errorf("blocks %v, want none", got)
	}
	if errs := figuretest.Check(svg); len(errs) > 0 {
		t.Error(errs)
	}
}

func TestALongerAxisLeavesRoom(t *testing.T) {
	tl := one(task("a", 0, stay{trace.Run, time.Second}))
	full := bars(t, tl.SVG(), running)[0]
	tl.Until = 2 * time.Second
	half := bars(t, tl.SVG(), running)[0]
	if diff := (full[1] - full[0]) - 2*(half[1]-half[0]); diff < -0.2 || diff > 0.2 {
		t.Errorf("one second is at %v of one, and %v of two", full, half)
	}
}

func TestATotalIsTheTimeInThatState(t *testing.T) {
	tl := one(task("a", 0, stay{trace.Run, 300 * ms}, stay{trace.Wait, 1200 * ms}, stay{trace.Run, 450 * ms}))
	tl.Totals = []trace.Kind{trace.Run, trace.Wait, trace.End} // the last of which is no such state
	svg := tl.SVG()
	for _, want := range []string{">0.75 s<", ">1.20 s<", ">running<", ">waiting<"} {
		if !bytes.Contains(svg, []byte(want)) {
			t.Errorf("no %s in the drawing", want)
		}
	}
}

func TestTheEndOfAPanelIsWrittenWhereThereIsRoom(t *testing.T) {
	tl := one(task("a", 0, stay{trace.Run, time.Second}))
	tl.Panels = append(tl.Panels, figure.Panel{
		Title: "a title that reaches as far as its lanes, and further than they last",
		Trace: task("a", 0, stay{trace.Run, 300 * ms}),
	})
	tl.Ends = true
	for until, want := range map[time.Duration]string{ // on which side of its line the first stands
		1000 * ms: `text-anchor="end">1.0 s<`,
		2000 * ms: `y="18">1.0 s<`,
	} {
		tl.Until = until
		svg := tl.SVG()
		for _, err := range figuretest.Check(svg) {
			t.Error(err)
		}
		if !bytes.Contains(svg, []byte(want)) {
			t.Errorf("to %v: no %s in the drawing", until, want)
		}
	}
}

func TestTheEndOfAPanelStandsAtItsLineAndNotInTheTitle(t *testing.T) {
	texts := regexp.MustCompile(`<text class="strong" x="([\d.]+)" y="([\d.]+)"([^>]*)>([^<]*)<`)
	for end := 50 * ms; end <= 2000*ms; end += 50 * ms {
		tl := one(task("a", 0, stay{trace.Run, end}))
		tl.Panels[0].Title = "a title that reaches as far as its lanes, and further than some of them last"
		tl.Ends, tl.Until = true, 2000*ms
		svg := tl.SVG()
		line := bars(t, svg, running)[0][1]
		found := texts.FindAllSubmatch(svg, -1)
		if len(found) != 2 {
			t.Fatalf("%d texts, want the title and the end:\n%s", len(found), svg)
		}
		title, label := found[0], found[1]
		at := number(t, label[1])
		left := at
		if bytes.Contains(label[3], []byte(`"end"`)) {
			left -= figure.TextWidth("strong", string(label[4]))
		}
		if at < line-6 || at > line+6 {
			t.Errorf("%s stands at %v, want it at its line, at %v", label[4], at, line)
		}
		if right := figure.TextWidth("strong", string(title[4])); string(title[2]) == string(label[2]) && right > left {
			t.Errorf("%s stands in the title, which reaches from 0 to %v", label[4], right)
		}
	}
}

func TestTheSameTraceGivesTheSameBytes(t *testing.T) {
	for name, first := range gallery() {
		for range 3 {
			if !bytes.Equal(first, gallery()[name]) {
				t.Errorf("%s comes out different each time", name)
			}
		}
	}
}

// extremes are traces that a figure is not made for, and has to bear.
func extremes() map[string]trace.Trace {
	busy := trace.Trace{}
	for i := range 10_000 {
		kind := []trace.Kind{trace.Run, trace.Receive, trace.Wait, trace.Send, trace.Ready}[i%5]
		busy = append(busy, trace.Event{At: time.Duration(i) * 37 * µs, Task: fmt.Sprint("task ", i%3), Kind: kind, Bytes: i % 100})
	}
	return map[string]trace.Trace{
		"no events":            nil,
		"no time":              task("a", 0, stay{trace.Run, 0}),
		"a nanosecond":         task("a", 0, stay{trace.Run, 1}),
		"a century":            task("a", 0, stay{trace.Wait, 100 * 365 * 24 * time.Hour}),
		"all time there is":    task("a", 0, stay{trace.Wait, 1<<63 - 1}),
		"10,000 events":        busy,
		"only moments":         {{At: ms, Task: "a", Kind: trace.Fire, Note: "now"}, {At: 2 * ms, Task: "b", Kind: trace.Cancel}},
		"never ended":          {{Task: "a", Kind: trace.Wait}, {At: ms, Task: "b", Kind: trace.Run}},
		"ended twice":          {{Task: "a", Kind: trace.Run}, {At: ms, Task: "a", Kind: trace.End}, {At: 2 * ms, Task: "a", Kind: trace.End}},
		"a very long name":     task(strings.Repeat("a poem about waiting ", 20), 0, stay{trace.Run, ms}),
		"no name":              task("", 0, stay{trace.Run, ms}),
		"a name with markup":   task("</text><script>alert('&')\x00\n\xff", 0, stay{trace.Run, ms}),
		"a name in Chinese":    task(strings.Repeat("静夜思", 20), 0, stay{trace.Run, ms}),
		"time before it began": {{At: -ms, Task: "a", Kind: trace.Run}, {At: ms, Task: "a", Kind: trace.End}},
		"time that goes back":  {{At: 5 * ms, Task: "a", Kind: trace.Run}, {At: ms, Task: "a", Kind: trace.Wait}, {At: 9 * ms, Task: "a", Kind: trace.End}},
		"a very long note":     {{Task: "a", Kind: trace.Run}, {At: ms, Task: "a", Kind: trace.Fire, Note: strings.Repeat("word ", 90)}},
	}
}

func TestExtremeTracesGiveSoundDrawingsOfBoundedSize(t *testing.T) {
	for name, tr := range extremes() {
		tl := one(tr)
		tl.Ends, tl.Legend, tl.Notes = true, true, true
		tl.Panels[0].Title = name
		tl.Totals = []trace.Kind{trace.Run, trace.Wait}
		svg := tl.SVG()
		for _, err := range figuretest.Check(svg) {
			t.Errorf("%s: %v", name, err)
		}
		if len(svg) > 40_000 {
			t.Errorf("%s: a drawing of %d bytes", name, len(svg))
		}
	}
}
