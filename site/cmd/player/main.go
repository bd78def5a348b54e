// Player draws what a program did, as the page needs it while the program runs: with the same code
// that draws the figures of the book.
//
// It is given a text of JSON, a [run], and returns an SVG: in the page to a worker, as package drawer
// says, and from a terminal with
//
//	go run ./site/cmd/player <run.json >run.svg
//
// The one rule: the player knows nothing of the page. What is to be drawn is in the text.
package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
	"slowpoetry/site/internal/drawer"
)

func main() { drawer.Main("player", draw) }

// A run is what is to be drawn. Times are in nanoseconds since it began.
type run struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Desc  string `json:"desc"`

	// Now is how far the run has come: what has begun and not ended lasts until then.
	Now time.Duration `json:"now"`

	// Until is where the axis ends. When it is 0 it ends where the next of a few round times
	// is, so that a drawing that grows changes its scale only now and then.
	Until time.Duration `json:"until"`

	// Over says that nothing more will come. Then the axis ends with the run, and the drawing
	// tells how long things took.
	Over bool `json:"over"`

	Panels []panel `json:"panels"`
}

// A panel is what one command did.
type panel struct {
	Title  string  `json:"title"`
	Events []event `json:"events"`
}

// An event is one of a trace, as a session tells it.
type event struct {
	At    time.Duration `json:"at"`
	Task  string        `json:"task"`
	Kind  string        `json:"kind"`
	Bytes int           `json:"bytes"`
	Note  string        `json:"note"`
}

// draw draws the run in a text of JSON, or returns nothing where nothing has happened. The drawing
// has no style of its own: the page has it.
func draw(text []byte) ([]byte, error) {
	var r run
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("this is no run: %w", err)
	}
	drawing := figure.Timeline{
		ID: r.ID, Title: r.Title, Desc: r.Desc,
		Now: r.Now, Until: r.Until, Ends: r.Over, Legend: true,
	}
	end := r.Now
	for _, p := range r.Panels {
		t, err := p.trace()
		if err != nil {
			return nil, err
		}
		end = max(end, t.Duration())
		groups := split(t)
		for _, g := range groups {
			if len(groups) > 1 {
				drawing.Ends = false // as the groups begin one after another
				if r.Over {
					g.Title += ": " + length(g.Trace)
				}
			} else {
				g.Title = p.Title
			}
			drawing.Panels = append(drawing.Panels, g)
		}
	}
	if len(drawing.Panels) == 0 {
		return nil, nil
	}
	if drawing.Until == 0 {
		drawing.Until = end
		if !r.Over {
			drawing.Until = roundUp(end)
		}
	}
	return drawing.Live(), nil
}

// trace returns the events of p.
func (p panel) trace() (trace.Trace, error) {
	var t trace.Trace
	for _, e := range p.Events {
		kind, err := trace.ParseKind(e.Kind)
		if err != nil {
			return nil, err
		}
		t = append(t, trace.Event{At: e.At, Task: e.Task, Kind: kind, Bytes: e.Bytes, Note: e.Note})
	}
	return t, nil
}

// split makes a panel of each group of tasks. A program that does several things names its tasks
// after them: "get-async, poem 1".
func split(t trace.Trace) []figure.Panel {
	var groups []figure.Panel
	index := map[string]int{}
	for _, e := range t {
		group, task, found := strings.Cut(e.Task, ", ")
		if found {
			e.Task = task
		} else {
			group = ""
		}
		i, known := index[group]
		if !known {
			i = len(groups)
			index[group] = i
			groups = append(groups, figure.Panel{Title: group})
		}
		groups[i].Trace = append(groups[i].Trace, e)
	}
	return groups
}

// length says how long a group took.
func length(t trace.Trace) string {
	took := t.Duration() - t[0].At
	if took < time.Second {
		return fmt.Sprintf("%d ms", took.Milliseconds())
	}
	return fmt.Sprintf("%.2f s", took.Seconds())
}

// roundUp returns the next round time that is not before d.
func roundUp(d time.Duration) time.Duration {
	for size := 100 * time.Microsecond; ; size *= 10 {
		for _, n := range []time.Duration{1, 2, 3, 5, 7} {
			if n*size >= d {
				return n * size
			}
		}
	}
}
