package figure

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Text writes the chain in plain characters: a callback in round brackets, an errback in square
// ones, the way of the result as a line of |, and of : where the chain waited for another Deferred.
//
//	        values              errors
//	          | tide
//	1 (  return %v!   )  [  return sorry  ]
//	          | tide!
//	2 (  fail no ink  )
//	          '-------------------.
//	                              | no ink
//	3                             |
//	                              |
//	unhandled error: no ink
//
// A chain within stands below the stage that has it, moved in by two columns, and a column of : beside
// it where the outer one waits. What has no room in 78 columns is cut. Text returns the error of w.
func (c Chain) Text(w io.Writer) error {
	t := &chainText{columns: textColumnsMost, width: c.boxColumns()}
	c.eachInner(c.Stages, 1, func(_ Inner, depth int) { t.margin = max(t.margin, 2*depth) })
	return c.text(w, t)
}

// text writes the chain by t, which knows the measures.
func (c Chain) text(w io.Writer, t *chainText) error {
	t.chain, t.journey = c, c.journey()
	t.line(cell{t.middle(valueTrack) - 3, "values"}, cell{t.middle(errorTrack) - 3, "errors"})
	if t.fired {
		t.way(t.start, '|', t.with)
	} else if t.narrow {
		t.line()
	}
	t.stages(c.Stages)
	if end, _ := t.ending(); end != "" {
		t.line(cell{0, shorten(end, t.columns)})
	} else if waits := c.Waits(); waits != "" && !t.narrow {
		t.line(cell{0, shorten(waits, t.columns)})
	}
	_, err := w.Write(t.out.Bytes())
	return err
}

// stages writes stages, with the chains within.
func (t *chainText) stages(stages []Stage) {
	for i, s := range stages {
		l, last := t.legs[i], i == len(stages)-1
		t.line(append([]cell{{2 * t.depth, fmt.Sprint(i + 1)}}, t.boxes(s, l)...)...)
		if n := s.inner(l.awaits); l.waited && n >= 0 && !t.narrow {
			t.way(l.in, ':', "waits for "+l.awaits)
			t.within(s.Inner[n], l)
			if l.done {
				t.way(l.out, '|', l.label(last))
			}
			continue
		}
		t.leg(l, last)
		for _, inner := range s.Inner {
			if !t.narrow {
				t.within(inner, l)
			}
		}
	}
}

// within writes the chain of a Deferred that a stage returns, unless the result went past it.
func (t *chainText) within(i Inner, outer leg) {
	awaited := outer.waited && outer.awaits == i.Name
	if outer.done && !awaited {
		t.line(cell{2*t.depth + 2, i.Name + ": not asked for"})
		return
	}
	in := *t
	in.journey, in.depth, in.out = t.chain.inner(i), t.depth+1, bytes.Buffer{}
	if awaited {
		in.gutter = append(slices.Clone(t.gutter), cell{2 * t.depth, ":"})
	}
	in.line(cell{2 * in.depth, i.Name + ":"})
	if in.fired {
		in.way(in.start, '|', in.with)
	}
	in.stages(i.Stages)
	t.out.Write(in.out.Bytes())
}

const textColumnsMost = 78

// boxColumns returns the width of a box: that of the longest name, and of the brackets.
func (c Chain) boxColumns() int {
	width := 12
	widen := func(stages []Stage) {
		for _, s := range stages {
			width = max(width, textColumns(oneLine(s.Callback)), textColumns(oneLine(s.Errback)))
		}
	}
	widen(c.Stages)
	c.eachInner(c.Stages, 1, func(i Inner, _ int) { widen(i.Stages) })
	return min(width, 26) + 4
}

// A chainText is a chain that is being written.
type chainText struct {
	journey
	out     bytes.Buffer
	columns int  // that there are
	width   int  // of a box
	narrow  bool // it is one of several in a row, and lines of theirs that correspond are level

	chain  Chain
	margin int    // columns for the numbers of chains within
	depth  int    // how deep the one lies that is being written
	gutter []cell // beside it, where outer ones wait
}

// A cell is a text in a line, and the column where it begins.
type cell struct {
	at   int
	text string
}

// line writes a line of cells, which are in order but for the first column.
func (t *chainText) line(cells ...cell) {
	line := ""
	cells = append(slices.Clone(t.gutter), cells...)
	for column := range t.columns {
		for _, c := range cells {
			if c.at == column {
				line = pad(line, column) + c.text
			}
		}
	}
	fmt.Fprintln(&t.out, strings.TrimRight(line, " "))
}

// middle returns the column in the middle of a lane.
func (t *chainText) middle(s track) int { return 3 + t.margin + int(s)*(t.width+2) + t.width/2 }

// way writes a piece of the way, and the result beside it.
func (t *chainText) way(s track, char rune, label string) {
	x := t.middle(s)
	if t.narrow && s == errorTrack { // on this side there is more room
		label = shorten(label, t.width)
		t.line(cell{x, string(char)}, cell{x - 1 - textColumns(label), label})
		return
	}
	t.line(cell{x, string(char)}, cell{x + 2, shorten(label, t.columns-x-2)})
}

// boxes returns the boxes of a stage, and the way where it passes between them.
func (t *chainText) boxes(s Stage, l leg) []cell {
	if s.Both != "" {
		return []cell{{3 + t.margin, t.bracket("(", s.Both, "]", 2*t.width+2)}}
	}
	var cells []cell
	for i, name := range []string{s.Callback, s.Errback} {
		track := track(i)
		switch {
		case name != "":
			brackets := [...]string{"()", "[]"}[track]
			cells = append(cells, cell{t.middle(track) - t.width/2, t.bracket(brackets[:1], name, brackets[1:], t.width)})
		case l.entered && l.in == track:
			cells = append(cells, cell{t.middle(track), "|"})
		}
	}
	return cells
}

// bracket returns name in the middle of a box that is width columns wide.
func (t *chainText) bracket(open, name, shut string, width int) string {
	room := width - 4
	if t.narrow {
		room = width - 2
	}
	name = shorten(name, room)
	indent := (width - 2 - textColumns(name)) / 2
	return open + pad(strings.Repeat(" ", indent)+name, width-2) + shut
}

// label returns what to write beside the way.
func (l leg) label(last bool) string {
	if last || !l.called {
		return "" // it is told at the end, or did not change
	}
	return l.result
}

// leg writes the way from a stage to the next, or from the last to the end.
func (t *chainText) leg(l leg, last bool) {
	label := l.label(last)
	if l.waited && t.narrow {
		t.way(l.in, ':', "waits")
	} else if l.waited {
		t.way(l.in, ':', "waits for another Deferred")
	} else if t.narrow && l.done && l.in == l.out {
		t.way(l.in, '|', "")
	} else if t.narrow && !l.done {
		t.line()
	}
	switch {
	case l.done && l.in == l.out:
		t.way(l.out, '|', label)
	case l.done:
		from, to := t.middle(l.in), t.middle(l.out)
		corners := [...]string{"'.", ".'"}[l.in]
		a, b := min(from, to), max(from, to)
		t.line(cell{a, corners[:1] + strings.Repeat("-", b-a-1) + corners[1:]})
		if !t.narrow || !l.waited {
			t.way(l.out, '|', label)
		}
	case !l.waiting:
		t.line()
	}
}
