package figure_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

func TestALiveDrawingIsTheFigureWithoutItsStyle(t *testing.T) {
	tl := one(task("a", 0, stay{trace.Run, 250 * ms}, stay{trace.Wait, 750 * ms}))
	body := func(svg []byte) string {
		_, after, found := strings.Cut(string(svg), "</desc>\n")
		if !found {
			t.Fatalf("no description in %s", svg)
		}
		return strings.Replace(after, "<style>\n"+figure.CSS+"</style>\n", "", 1)
	}
	if live, still := body(tl.Live()), body(tl.SVG()); live != still {
		t.Errorf("they differ:\n%s\n%s", live, still)
	}
}

func TestALiveDrawingSaysWhereItsAxisIs(t *testing.T) {
	svg := one(task("a", 0, stay{trace.Run, 250 * ms}, stay{trace.Wait, 750 * ms})).Live()
	attribute := func(name string) float64 {
		found := regexp.MustCompile(`<svg[^>]* data-` + name + `="([^"]*)"`).FindSubmatch(svg)
		if found == nil {
			t.Fatalf("no data-%s in %.300s", name, svg)
		}
		return number(t, found[1])
	}
	x0, x1, t0, t1 := attribute("x0"), attribute("x1"), attribute("t0"), attribute("t1")
	if t0 != 0 || t1 != float64(time.Second) {
		t.Errorf("the axis goes from %g to %g", t0, t1)
	}
	run := bars(t, svg, running)[0]
	quarter := x0 + (x1-x0)*float64(250*ms)/(t1-t0)
	if run[0] != x0 || run[1]-quarter > 0.1 || quarter-run[1] > 0.1 {
		t.Errorf("250 ms are at %v; as the attributes say at %g to %g", run, x0, quarter)
	}
}

func TestWhatHasNotEndedLastsUntilNow(t *testing.T) {
	tl := one(trace.Trace{{At: 0, Task: "a", Kind: trace.Run}})
	tl.Until = time.Second
	var ends []string
	for _, tl.Now = range []time.Duration{250 * ms, 500 * ms} {
		run := bars(t, tl.Live(), running)
		ends = append(ends, fmt.Sprintf("%.0f", (run[0][1]-run[0][0])/10))
	}
	if ends[0] == ends[1] || ends[0] == "0" {
		t.Errorf("at 250 and 500 ms the bar is %s tens of units long", ends)
	}
}

func TestTheLegendFits(t *testing.T) {
	tl := one(task(strings.Repeat("a long name ", 3), 0,
		stay{trace.Run, ms}, stay{trace.Wait, ms}, stay{trace.Block, ms}, stay{trace.Ready, ms}))
	tl.Legend = true
	svg := tl.SVG()
	entries := regexp.MustCompile(`<text class="small" x="([\d.]+)"[^>]*>([^<]*)<`).FindAllSubmatch(svg, -1)
	if len(entries) != 4 {
		t.Fatalf("%d entries, want 4", len(entries))
	}
	last := entries[3]
	if end := number(t, last[1]) + figure.TextWidth("small", string(last[2])); end > figure.Width {
		t.Errorf("the legend ends at %g, beyond %d", end, figure.Width)
	}
}
