package figure_test

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
)

func chart(series ...figure.Series) figure.Chart {
	return figure.Chart{ID: "test", Title: "a test", Desc: "of a chart", Series: series}
}

func TestChartsBearAnyNumbers(t *testing.T) {
	line := func(points ...figure.Point) figure.Series { return figure.Series{Name: "a", Points: points} }
	long := line()
	for i := range 10_000 {
		long.Points = append(long.Points, figure.Point{X: float64(i), Y: math.Sin(float64(i) / 500)})
	}
	charts := map[string]figure.Chart{
		"nothing":           chart(),
		"no points":         chart(line()),
		"one point":         chart(line(figure.Point{X: 3, Y: 4})),
		"zero":              chart(line(figure.Point{})),
		"equal heights":     chart(line(figure.Point{X: 1, Y: 5}, figure.Point{X: 2, Y: 5})),
		"not numbers":       chart(line(figure.Point{X: math.NaN(), Y: 1}, figure.Point{X: 1, Y: math.Inf(1)}, figure.Point{X: 1, Y: 1})),
		"very large":        chart(line(figure.Point{X: 1e18, Y: 1e300}, figure.Point{X: 2e18, Y: 2})),
		"very small":        chart(line(figure.Point{X: 1e-12, Y: 1e-9}, figure.Point{X: 2e-12, Y: 2e-9})),
		"below zero":        chart(line(figure.Point{X: -5, Y: -7}, figure.Point{X: 5, Y: -1})),
		"many points":       chart(long),
		"a long name":       chart(figure.Series{Name: strings.Repeat("long ", 30), Points: []figure.Point{{X: 1, Y: 1}}}),
		"fixed, log, zeros": {ID: "a", Title: "a", Desc: "a", X: figure.Axis{From: 0, To: 10, Log: true}, Y: figure.Axis{Log: true}, Series: []figure.Series{line(figure.Point{X: 0, Y: 1}, figure.Point{X: 1, Y: 0}, figure.Point{X: 2, Y: 2})}},
	}
	for name, c := range charts {
		c.Marks = []figure.Mark{{At: figure.Point{X: 1, Y: 1}, Text: "here"}, {At: figure.Point{X: math.NaN()}, Text: "nowhere"}}
		svg := c.SVG()
		if bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("Inf")) {
			t.Errorf("%s: a place that is no number", name)
		}
		if name == "very large" || name == "very small" {
			continue // numbers this long are the caller's to avoid
		}
		for _, err := range figuretest.Check(svg) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNamesOfLinesThatEndTogetherDoNotOverlap(t *testing.T) {
	var series []figure.Series
	for i := range 6 {
		series = append(series, figure.Series{Name: fmt.Sprint("line ", i), Points: []figure.Point{{X: 0, Y: 0}, {X: 1, Y: float64(i) / 100}}})
	}
	svg := chart(series...).SVG()
	last := math.Inf(-1)
	places := map[string]float64{}
	for _, m := range regexp.MustCompile(`y="([\d.]+)">(line \d)<`).FindAllSubmatch(svg, -1) {
		places[string(m[2])] = number(t, m[1])
	}
	for i := 5; i >= 0; i-- { // the highest first
		y, ok := places[fmt.Sprint("line ", i)]
		if !ok || y-last < 15 {
			t.Errorf("line %d has its name at %g, the one above it at %g", i, y, last)
		}
		last = y
	}
}

func TestAMarkKeepsItsRemarkOffTheLines(t *testing.T) {
	svg := string(crossover())
	m := regexp.MustCompile(`y="([\d.]+)">from 23 ms on`).FindStringSubmatch(svg)
	ring := regexp.MustCompile(`line accent thick" cx="[\d.]+" cy="([\d.]+)"`).FindStringSubmatch(svg)
	if m == nil || ring == nil {
		t.Fatal("no mark in the drawing")
	}
	if text, point := number(t, []byte(m[1])), number(t, []byte(ring[1])); text < point+13 {
		t.Errorf("the remark is at %g, where the lines are, which cross at %g", text, point)
	}
}
