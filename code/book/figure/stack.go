package figure

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"slowpoetry/code/trace"
)

// A Stack shows the calls that led to an event of a trace, the outermost at the bottom: our code in
// ink, a library's in paper.
type Stack struct {
	ID      string // unique on the page: chapter and name, as in "03-stack"
	Title   string // what it is, for those who cannot see it; in [Stacks] its caption
	Desc    string // what it shows, for them
	Event   trace.Event
	Fold    bool   // calls of a library that follow each other are one box
	Library string // a file of the chapter that is drawn as a library's, such as "loop.go"
}

// At returns the last event of t that has a stack and is not after a moment.
func At(t trace.Trace, moment time.Duration) (last trace.Event, ok bool) {
	steps := t.Steps()
	step := steps.At(moment)
	if step < 0 {
		return last, false
	}
	return steps.Event(step), true
}

// Calling returns the first event of t that happened in a call of function, with the stack up to that
// call and without what the function had called by then. A function that was called in several ways,
// by other functions, has an event for each: way says which, from 1. The error says which functions of
// our own the trace has.
func Calling(t trace.Trace, function string, way int) (trace.Event, error) {
	steps := t.Steps()
	var known, ours []string // the ways so far, as lists of functions; and our functions
	for step := range steps.Len() {
		e := steps.Event(step)
		at := -1
		for i, f := range e.Stack.Frames {
			if f.Function == function && at < 0 {
				at = i
			}
			if f.Ours() && !slices.Contains(ours, f.Function) {
				ours = append(ours, f.Function)
			}
		}
		if at < 0 {
			continue
		}
		calls := e.Stack.Frames[at:]
		var names strings.Builder
		for _, f := range calls {
			fmt.Fprintln(&names, f.Function)
		}
		if slices.Contains(known, names.String()) {
			continue
		}
		if known = append(known, names.String()); len(known) == way {
			e.Stack = &trace.Stack{Frames: calls}
			return e, nil
		}
	}
	if len(known) > 0 {
		return trace.Event{}, fmt.Errorf("%s is called in %d ways, and not in %d", function, len(known), way)
	}
	return trace.Event{}, fmt.Errorf("%s is not called; of our own there are %s", function, strings.Join(ours, ", "))
}

// A call is one box of a stack.
type call struct {
	trace.Frame
	name string
	many int // how many calls of a library it stands for, when it is folded
	ink  bool
}

// calls returns the boxes, the innermost first.
func (s Stack) calls() (list []call) {
	if s.Event.Stack == nil {
		return nil
	}
	for _, f := range s.Event.Stack.Frames {
		c := call{Frame: f, name: f.Function, ink: f.Ours() && path.Base(f.File) != s.Library}
		if s.Fold && !f.Ours() && f.File != "" { // without a file, nobody knows whose it is
			c.name, c.many = "package "+path.Base(path.Dir(f.File)), 1
			if last := len(list) - 1; last >= 0 && list[last].many > 0 && list[last].name == c.name {
				list[last].many++
				continue
			}
		}
		list = append(list, c)
	}
	return list
}

// place says where c is, in plain characters.
func (c call) place() string {
	switch {
	case c.many == 1:
		return "1 call"
	case c.many > 1:
		return fmt.Sprintf("%d calls", c.many)
	case c.File == "":
		return ""
	}
	return fmt.Sprintf("%s:%d", path.Base(c.File), c.Line)
}

// The measures of a stack that is drawn.
const (
	callPitch  = 28.0 // from one box to the next
	callHeight = 25.0
	callMargin = 5.0
)

// Height returns how high the stack is when it is drawn.
func (s Stack) Height() float64 { return callPitch * float64(len(s.calls())) }

// Draw draws the stack, so wide, from the left end of its floor upwards. It returns the places of the
// calls, the innermost first. A drawing has no numbers of lines, or every change of a program would
// change it; where there is room it has the files of what is ours.
func (s Stack) Draw(d *Drawing, floor Point, width float64) []Rect {
	return s.draw(d, floor, width, s.hasRoom(width))
}

// hasRoom reports whether all that is ours has room for its file.
func (s Stack) hasRoom(width float64) bool {
	return !slices.ContainsFunc(s.calls(), func(c call) bool {
		return c.Ours() && TextWidth("code", c.name)+TextWidth("small", path.Base(c.File))+4*callMargin > width
	})
}

func (s Stack) draw(d *Drawing, floor Point, width float64, files bool) []Rect {
	list := s.calls()
	boxes := make([]Rect, len(list))
	for i, c := range list {
		box := Rect{floor.X, floor.Y - s.Height() + callPitch*float64(i), width, callHeight}
		boxes[i] = box
		words := Paper
		if c.ink {
			d.Rect(Ink, box, 3)
		} else {
			d.Rect(Paper, box, 3)
			d.Frame("ink thin", box, 3)
			words = Ink
		}
		d.Text("code "+words, Point{box.X + callMargin, box.Y + 17}, Start, fit("code", c.name, width-2*callMargin))
		if files && c.Ours() {
			d.Text("small "+words, Point{box.X + width - callMargin, box.Y + 17}, End, path.Base(c.File))
		}
	}
	d.Line("ink", floor, floor.Add(width, 0))
	return boxes
}

// SVG returns the stack as a drawing.
func (s Stack) SVG() []byte {
	const left, width = 70.0, 300.0
	d := &Drawing{ID: s.ID, Title: s.Title, Desc: s.Desc, Width: Width, Height: s.Height() + 10}
	s.Draw(d, Point{left, d.Height - 6}, width)
	return d.SVG()
}

// Text writes the stack in plain characters, a line for each call, in lines of at most width columns. Lines of
// our code begin with a bar. It returns the error of w.
func (s Stack) Text(w io.Writer, width int) error {
	var out bytes.Buffer
	list := s.calls()
	names := 0
	for _, c := range list {
		names = max(names, textColumns(c.name))
	}
	names = min(names, max(width, 20)-26)
	for _, c := range list {
		mark := " "
		if c.ink {
			mark = "|"
		}
		line := fmt.Sprintf("%s %s  %s", mark, pad(shorten(c.name, names), names), c.place())
		fmt.Fprintln(&out, strings.TrimRight(line, " "))
	}
	_, err := w.Write(out.Bytes())
	return err
}
