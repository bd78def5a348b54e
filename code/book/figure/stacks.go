package figure

import (
	"bytes"
	"fmt"
	"io"
	"slices"
)

// Stacks draws several stacks side by side on one floor, each below its title: who called a function
// at one moment, and who at another.
type Stacks struct {
	ID    string // unique on the page
	Title string // what it is, for those who cannot see it
	Desc  string // what it shows, for them

	Stacks []Stack // two, or three with short names; with a Title each, and without an ID
}

// Draw returns the drawing, to which more can be added, and the places of the calls of each stack, the
// innermost first.
func (s Stacks) Draw() (d *Drawing, boxes [][]Rect) {
	const gap, caption = 18.0, 24.0
	highest := 0.0
	for _, stack := range s.Stacks {
		highest = max(highest, stack.Height())
	}
	d = &Drawing{ID: s.ID, Title: s.Title, Desc: s.Desc, Width: Width, Height: caption + highest + 6}
	columns := float64(len(s.Stacks))
	width := (Width - 2 - gap*(columns-1)) / columns
	floor := Point{1, d.Height - 4}
	files := !slices.ContainsFunc(s.Stacks, func(stack Stack) bool { return !stack.hasRoom(width) })
	for _, stack := range s.Stacks {
		boxes = append(boxes, stack.draw(d, floor, width, files))
		d.Text("small", floor.Add(width/2, -stack.Height()-10), Middle, fit("small", stack.Title, width))
		floor.X += width + gap
	}
	return d, boxes
}

// SVG returns the drawing.
func (s Stacks) SVG() []byte {
	d, _ := s.Draw()
	return d.SVG()
}

// Text writes the stacks in plain characters, one after another, each below its title, in lines of at
// most width columns. It returns the error of w.
func (s Stacks) Text(w io.Writer, width int) error {
	var out bytes.Buffer
	for i, stack := range s.Stacks {
		if i > 0 {
			fmt.Fprintln(&out)
		}
		fmt.Fprintln(&out, shorten(stack.Title, width))
		stack.Text(&out, width)
	}
	_, err := w.Write(out.Bytes())
	return err
}
