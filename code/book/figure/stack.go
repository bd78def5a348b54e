package figure

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"time"

	"slowpoetry/code/trace"
)

// A Stack shows the calls that led to an event of a trace, the outermost at the bottom: our code in
// ink, a library's in paper.
type Stack struct {
	ID    string // unique on the page: chapter and name, as in "03-stack"
	Title string // what it is, for those who cannot see it
	Desc  string // what it shows, for them
	Event trace.Event
	Fold  bool // calls of a library that follow each other are one box
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

// A call is one box of a stack.
type call struct {
	name, place string
	ours        bool
}

// calls returns the boxes, the innermost first.
func (s Stack) calls() (list []call) {
	if s.Event.Stack == nil {
		return nil
	}
	folded := 0
	for _, f := range s.Event.Stack.Frames {
		c := call{f.Function, "", f.Ours()}
		if f.File != "" {
			c.place = fmt.Sprintf("%s:%d", path.Base(f.File), f.Line)
		}
		if !s.Fold || c.ours {
			list, folded = append(list, c), 0
			continue
		}
		c = call{name: "package " + path.Base(path.Dir(f.File))}
		if folded == 0 || list[len(list)-1].name != c.name {
			list, folded = append(list, c), 0
		}
		folded++
		list[len(list)-1].place = fmt.Sprintf("%d calls", folded)
		if folded == 1 {
			list[len(list)-1].place = "1 call"
		}
	}
	return list
}

// SVG returns the stack as a drawing.
func (s Stack) SVG() []byte {
	const pitch, height, left, width = 28.0, 25.0, 70.0, 300.0
	list := s.calls()
	floor := 4 + pitch*float64(len(list))
	d := &Drawing{ID: s.ID, Title: s.Title, Desc: s.Desc, Width: Width, Height: floor + 6}
	for i, c := range list {
		box := Rect{left, 4 + pitch*float64(i), width, height}
		words := Paper
		if c.ours {
			d.Rect(Ink, box, 3)
		} else {
			d.Rect(Paper, box, 3)
			d.Frame("ink thin", box, 3)
			words = Ink
		}
		d.Text("code "+words, Point{left + 10, box.Y + 17}, Start, fit("code", c.name, width-30-TextWidth("small", c.place)))
		d.Text("small "+words, Point{left + width - 10, box.Y + 17}, End, c.place)
	}
	d.Line("ink", Point{left, floor}, Point{left + width, floor})
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
		if c.ours {
			mark = "|"
		}
		fmt.Fprintf(&out, "%s %s  %s\n", mark, pad(shorten(c.name, names), names), c.place)
	}
	_, err := w.Write(out.Bytes())
	return err
}
