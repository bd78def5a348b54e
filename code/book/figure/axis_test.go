package figure

import (
	"strings"
	"testing"
	"time"
)

func TestAxesOfTimeHaveRoundTicks(t *testing.T) {
	for _, test := range []struct {
		until time.Duration
		count int
		want  string
	}{
		{0, 5, "0 s"},
		{1, 5, "0 1 ns"},
		{7, 5, "0 2 4 6 ns"},
		{1500, 5, "0 0.5 1.0 1.5 µs"},
		{700 * time.Millisecond, 5, "0 200 400 600 ms"},
		{time.Second, 5, "0 0.2 0.4 0.6 0.8 1.0 s"},
		{6300 * time.Millisecond, 5, "0 2 4 6 s"},
		{90 * time.Second, 5, "0 20 40 60 80 s"},
		{5 * time.Minute, 5, "0 1 2 3 4 5 min"},
		{3 * time.Hour, 3, "0 1 2 3 h"},
		{10 * time.Second, 0, "0 10 s"},
	} {
		list, u := ticks(test.until, test.count)
		var words []string
		for _, tick := range list {
			words = append(words, tick.label)
		}
		if got := strings.Join(words, " ") + " " + u.name; got != test.want {
			t.Errorf("%v in %d parts: %s, want %s", test.until, test.count, got, test.want)
		}
	}
}

func TestAmountsReadSideBySideHaveOneUnit(t *testing.T) {
	f := formatFor(0, 2*time.Second, 1300*time.Millisecond, 0)
	for d, want := range map[time.Duration]string{
		2 * time.Second: "2.0 s", 1300 * time.Millisecond: "1.3 s", 0: "0.0 s",
	} {
		if got := f.text(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
	if got := formatFor(0, 1500*time.Nanosecond).asciiText(1500); got != "1.5 us" {
		t.Errorf("1500 ns is %s in ASCII, want 1.5 us", got)
	}
}

func TestAmountsAreInTheUnitOfTheAxis(t *testing.T) {
	for _, test := range []struct {
		until, amount time.Duration
		want          string
	}{
		{time.Second, 900 * time.Millisecond, "0.9 s"},
		{time.Second, 20 * time.Millisecond, "20 ms"},
		{3 * time.Minute, 90 * time.Second, "1.5 min"},
	} {
		if got := formatFor(test.until, test.amount).text(test.amount); got != test.want {
			t.Errorf("%v over an axis to %v is %s, want %s", test.amount, test.until, got, test.want)
		}
	}
}

func TestATimeScaleIsExactAtItsEnds(t *testing.T) {
	for _, until := range []time.Duration{1, 3, 999, time.Second, 1<<63 - 1} {
		s := timeScale{until, 3777}
		if s.at(0) != 0 || s.at(until) != 3777 || s.at(-5) != 0 || s.time(3777) != until {
			t.Errorf("scale to %d: 0 is at %d, the end at %d, and the last position is %d",
				until, s.at(0), s.at(until), s.time(3777))
		}
	}
}

func TestScalesOfChartsHaveRoundNumbers(t *testing.T) {
	for _, test := range []struct {
		scale chartScale
		count int
		want  string
	}{
		{chartScale{Axis: Axis{From: 0, To: 900}}, 5, "0 200 400 600 800"},
		{chartScale{Axis: Axis{From: -1, To: 1}}, 4, "−1.0 −0.5 0 0.5 1.0"},
		{chartScale{Axis: Axis{From: 0, To: 0.003}}, 3, "0 0.001 0.002 0.003"},
		{chartScale{Axis: Axis{From: 0, To: 30000}}, 3, "0 10\u2009000 20\u2009000 30\u2009000"},
		{chartScale{Axis: Axis{From: 1, To: 1000, Log: true}}, 5, "1 10 100 1000"},
		{chartScale{Axis: Axis{From: 0.5, To: 20, Log: true}}, 8, "0.5 1 2 5 10 20"},
		{chartScale{Axis: Axis{From: 1, To: 1e12, Log: true}}, 6,
			"1 100 10\u2009000 1\u2009000\u2009000 100\u2009000\u2009000 10\u2009000\u2009000\u2009000 1\u2009000\u2009000\u2009000\u2009000"},
	} {
		var words []string
		for _, n := range test.scale.numbers(test.count) {
			words = append(words, n.text)
		}
		if got := strings.Join(words, " "); got != test.want {
			t.Errorf("%+v: %s, want %s", test.scale.Axis, got, test.want)
		}
	}
}
