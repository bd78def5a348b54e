package figure_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/trace"
)

func ExampleDrawing() {
	d := &figure.Drawing{
		ID: "03-turns", Title: "Taking turns", Desc: "The loop calls our code, which returns to it.",
		Width: figure.Width, Height: 80,
	}
	loop := figure.Rect{X: 20, Y: 20, W: 120, H: 40}
	ours := figure.Rect{X: 300, Y: 20, W: 120, H: 40}
	d.Box(figure.Paper, loop, "the loop")
	d.Box(figure.Ink+" code", ours, "dataReceived")
	d.Arrow(figure.Accent, loop.Right(), ours.Left())

	fmt.Println(strings.Count(string(d.SVG()), "<rect"), "rectangles")
	// Output: 3 rectangles
}

func TestWordsAreEscaped(t *testing.T) {
	d := &figure.Drawing{ID: `a"b <c>`, Title: "<&>", Desc: `"'`, Width: 100, Height: 50}
	d.Text("ink", figure.Point{X: 5, Y: 20}, figure.Start, "a < b && c\x00")
	d.Box("ink", figure.Rect{W: 100, H: 40}, "</svg>")
	svg := d.SVG()
	for _, err := range figuretest.Check(svg) {
		t.Error(err)
	}
	if !strings.Contains(string(svg), "a &lt; b &amp;&amp; c") {
		t.Error("no escaped text in the drawing")
	}
}

func TestAnArrowEndsWhereItPoints(t *testing.T) {
	d := &figure.Drawing{ID: "a", Title: "a", Desc: "a", Width: 100, Height: 50}
	d.Arrow("ink", figure.Point{X: 10, Y: 10}, figure.Point{X: 80, Y: 10})
	if want := `class="fill ink" d="M80 10L`; !strings.Contains(string(d.SVG()), want) {
		t.Errorf("no head with its tip at 80 10 in %s", d.SVG())
	}
	d.Arrow("ink") // nowhere, from nowhere
	d.Arrow("ink", figure.Point{X: 1, Y: 1})
	d.Arrow("ink", figure.Point{X: 1, Y: 1}, figure.Point{X: 1, Y: 1}, figure.Point{X: 1, Y: 1})
	if strings.Contains(string(d.SVG()), "NaN") {
		t.Error("an arrow without a direction has a place that is no number")
	}
}

func TestADrawingDefinesTheHatchesItHas(t *testing.T) {
	for _, test := range []struct {
		states []trace.Kind
		want   []string
	}{
		{[]trace.Kind{trace.Run, trace.Ready}, nil},
		{[]trace.Kind{trace.Block}, []string{"block"}},
		{[]trace.Kind{trace.Block, trace.Wait, trace.Block}, []string{"wait", "block"}},
	} {
		d := &figure.Drawing{ID: "a", Title: "a", Desc: "a", Width: 100, Height: 50}
		for _, k := range test.states {
			d.Bar(k, figure.Rect{W: 10, H: 10})
		}
		svg := d.SVG()
		for _, err := range figuretest.Check(svg) {
			t.Error(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`<pattern id="fig-a-(\w+)"`).FindAllSubmatch(svg, -1) {
			got = append(got, string(m[1]))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("bars of %v: hatches %q, want %q", test.states, got, test.want)
		}
	}
}

func TestALongerTextIsWider(t *testing.T) {
	for _, class := range []string{"", "small", "strong", "code", "number"} {
		if a, b := figure.TextWidth(class, "wait"), figure.TextWidth(class, "waiting"); a <= 0 || a >= b {
			t.Errorf("%q: wait is %g wide, and waiting %g", class, a, b)
		}
	}
}

func TestTheStyleConcernsFiguresAlone(t *testing.T) {
	for line := range strings.Lines(figure.CSS) {
		if strings.Contains(line, "{") && !strings.HasPrefix(line, "@media") && !strings.HasPrefix(strings.TrimSpace(line), "svg.sp-figure") {
			t.Errorf("a rule for everything: %s", line)
		}
	}
	if strings.ContainsAny(figure.CSS, "<&>") {
		t.Error("the style has characters that XML takes for its own")
	}
}
