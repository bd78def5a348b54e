package figure

import (
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// A timeScale maps the time from 0 to until onto the numbers from 0 to length.
type timeScale struct {
	until  time.Duration
	length int
}

// at returns where d lies, rounded down; a time beyond the scale lies at its end. It works in
// whole numbers, whose last digit is the same on every machine.
func (s timeScale) at(d time.Duration) int {
	d = min(max(d, 0), s.until)
	if d == 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(d), uint64(s.length))
	q, _ := bits.Div64(hi, lo, uint64(s.until))
	return int(q)
}

// time returns the moment at which position n begins: the inverse of at, rounded up.
func (s timeScale) time(n int) time.Duration {
	hi, lo := bits.Mul64(uint64(s.until), uint64(n))
	q, r := bits.Div64(hi, lo, uint64(s.length))
	if r > 0 {
		q++
	}
	return time.Duration(q)
}

// A tick is a round number on an axis of time.
type tick struct {
	at    time.Duration
	label string // the number; the last tick has the unit as well
}

// A unit is what an axis counts in.
type unit struct {
	size  time.Duration
	name  string
	ascii string
}

var units = []unit{
	{time.Hour, "h", "h"},
	{time.Minute, "min", "min"},
	{time.Second, "s", "s"},
	{time.Millisecond, "ms", "ms"},
	{time.Microsecond, "µs", "us"},
	{time.Nanosecond, "ns", "ns"},
}

// unitFor returns the largest unit that goes into d, except that a minute has to go in twice and
// an hour too: ninety seconds are easier read as 90 s.
func unitFor(d time.Duration) unit {
	if d <= 0 {
		d = time.Second
	}
	for _, u := range units {
		if u.size >= time.Minute && d < 2*u.size {
			continue
		}
		if d >= u.size {
			return u
		}
	}
	return units[len(units)-1]
}

// ticks returns round times from 0 to until, at most about count of them, and the unit they are
// in. The step is 1, 2 or 5 of something, as people count.
func ticks(until time.Duration, count int) ([]tick, unit) {
	u := unitFor(until)
	step, decimals := tickStep(until, max(count, 1), u)
	var list []tick
	for at := time.Duration(0); at <= until; at += step {
		value := strconv.FormatFloat(float64(at)/float64(u.size), 'f', decimals, 64)
		if at == 0 {
			value = "0"
		}
		list = append(list, tick{at, value})
		if at > until-step { // the next one might overflow
			break
		}
	}
	return list, u
}

// tickStep returns the smallest round step that divides until into at most count parts, and how
// many decimals its multiples need in the unit u.
func tickStep(until time.Duration, count int, u unit) (step time.Duration, decimals int) {
	for size, places := smallest(u); ; size, places = size*10, places-1 {
		for _, n := range []time.Duration{1, 2, 5} {
			if step := n * size; until/step <= time.Duration(count) {
				return step, max(places, 0)
			}
		}
	}
}

// smallest returns the finest decimal fraction of u that is a whole number of nanoseconds.
func smallest(u unit) (size time.Duration, decimals int) {
	for size = u.size; size%10 == 0 && decimals < 9; decimals++ {
		size /= 10
	}
	return size, decimals
}

// An amountFormat writes lengths of time that are read side by side: in one unit, with the same
// number of decimals.
type amountFormat struct {
	unit
	decimals int
}

// formatFor returns a format for these amounts that keeps about three digits of the largest. They
// are in the unit of an axis that ends at until, unless they are much too small for it.
func formatFor(until time.Duration, amounts ...time.Duration) amountFormat {
	var largest time.Duration
	for _, d := range amounts {
		largest = max(largest, d)
	}
	f := amountFormat{unit: unitFor(largest)}
	if u := unitFor(until); largest >= u.size/10 {
		f.unit = u
	}
	limit := 0
	switch {
	case f.size == 1:
	case largest < 10*f.size:
		limit = 2
	case largest < 100*f.size:
		limit = 1
	}
	for _, d := range amounts {
		text := trimZeros(strconv.FormatFloat(float64(d)/float64(f.size), 'f', limit, 64))
		if _, fraction, ok := strings.Cut(text, "."); ok {
			f.decimals = max(f.decimals, len(fraction))
		}
	}
	return f
}

func (f amountFormat) text(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(f.size), 'f', f.decimals, 64) + " " + f.name
}

func (f amountFormat) asciiText(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(f.size), 'f', f.decimals, 64) + " " + f.ascii
}

// trimZeros cuts the zeros that end a decimal fraction: 6.30 is 6.3, 6.00 is 6.
func trimZeros(text string) string {
	if !strings.Contains(text, ".") {
		return text
	}
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
