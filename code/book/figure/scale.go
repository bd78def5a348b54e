package figure

import (
	"math"
	"strconv"
	"strings"
)

// A chartScale maps numbers onto places.
type chartScale struct {
	Axis
	start, end float64 // the places of From and To
	fixed      bool    // From and To were given
	empty      bool    // and if not: nothing has been included yet
}

func newScale(a Axis) chartScale {
	s := chartScale{Axis: a, fixed: a.From != a.To}
	if s.fixed && s.Log && a.From <= 0 {
		s.fixed = false
	}
	s.empty = !s.fixed
	return s
}

// takes reports whether v has a place on a.
func (a Axis) takes(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && (!a.Log || v > 0)
}

// holds reports whether v is between the ends.
func (s chartScale) holds(v float64) bool { return s.From <= v && v <= s.To }

// include widens the scale so that it holds v, unless its ends were given.
func (s *chartScale) include(v float64) {
	switch {
	case s.fixed:
	case s.empty:
		s.From, s.To, s.empty = v, v, false
	default:
		s.From, s.To = min(s.From, v), max(s.To, v)
	}
}

// close makes sure that the ends differ, and, if they should be round, are.
func (s *chartScale) close(round bool) {
	if s.fixed {
		return
	}
	if s.empty {
		s.From, s.To = 1, 10
	}
	if s.From == s.To {
		if s.Log {
			s.From, s.To = s.From/2, s.To*2
		} else {
			s.To += max(math.Abs(s.To), 1)
		}
	}
	if !round {
		return
	}
	if s.Log {
		s.From = math.Pow(10, math.Floor(math.Log10(s.From)+1e-9))
		s.To = math.Pow(10, math.Ceil(math.Log10(s.To)-1e-9))
		return
	}
	step := roundStep((s.To - s.From) / 5)
	s.From = math.Floor(s.From/step+1e-9) * step
	s.To = math.Ceil(s.To/step-1e-9) * step
}

// at returns the place of v. (Without the conversion some machines would multiply and add in one
// step, and round otherwise than the rest.)
func (s chartScale) at(v float64) float64 {
	from, to := s.From, s.To
	if s.Log {
		v, from, to = math.Log10(v), math.Log10(from), math.Log10(to)
	}
	part := (v - from) / (to - from)
	return s.start + float64(part*(s.end-s.start))
}

// A number is one of those written along an axis.
type number struct {
	value float64
	text  string
}

// numbers returns about count round numbers between the ends.
func (s chartScale) numbers(count int) []number {
	var list []number
	if s.Log {
		for _, v := range s.logNumbers(count) {
			list = append(list, number{v, formatNumber(v)})
		}
		return list
	}
	step := roundStep((s.To - s.From) / float64(count))
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	for i := math.Ceil(s.From/step - 1e-9); i*step <= s.To+step*1e-9; i++ {
		text := strconv.FormatFloat(i*step, 'f', decimals, 64)
		if i == 0 {
			text = "0"
		}
		list = append(list, number{i * step, group(text)})
	}
	return list
}

// logNumbers returns powers of ten between the ends, with 2 and 5 between them when those are few.
func (s chartScale) logNumbers(count int) []float64 {
	if list := s.multiples(1, 1, 2, 5); len(list) <= count+1 {
		return list
	}
	stride := math.Ceil(math.Log10(s.To/s.From) / float64(count))
	return s.multiples(max(1, stride), 1)
}

// multiples returns the products of the factors and the powers of ten that lie between the ends,
// of every so many powers.
func (s chartScale) multiples(stride float64, factors ...float64) []float64 {
	var list []float64
	for e := math.Floor(math.Log10(s.From)); e <= math.Ceil(math.Log10(s.To)); e += stride {
		for _, f := range factors {
			if v := f * math.Pow(10, e); v >= s.From*(1-1e-9) && v <= s.To*(1+1e-9) {
				list = append(list, v)
			}
		}
	}
	return list
}

// roundStep returns the smallest of 1, 2, 5, 10, … that is at least least.
func roundStep(least float64) float64 {
	if !(least > 0) {
		return 1
	}
	size := math.Pow(10, math.Floor(math.Log10(least)))
	for _, f := range []float64{1, 2, 5} {
		if f*size >= least*(1-1e-9) {
			return f * size
		}
	}
	return 10 * size
}

// formatNumber writes a round number in as few digits as it needs.
func formatNumber(v float64) string {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', 3, 64), 64) // 0.30000000000000004 is 0.3
	return group(strconv.FormatFloat(v, 'f', -1, 64))
}

// group sets a number as in print: with a proper minus, and, when it has more than four digits, with
// thin spaces between its thousands.
func group(text string) string {
	whole, fraction, point := strings.Cut(text, ".")
	whole, negative := strings.CutPrefix(whole, "-")
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "\u2009" + whole[i:]
		}
	}
	if negative {
		whole = "−" + whole
	}
	if point {
		whole += "." + fraction
	}
	return whole
}
