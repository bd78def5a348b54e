package trace

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strconv"
	"time"
)

// A chromeEvent is one event in Chrome's trace-event format, as described in its "Trace Event
// Format" document; times are in microseconds.
type chromeEvent struct {
	Name     string         `json:"name"`
	Phase    string         `json:"ph"` // M: metadata, X: a span, i: a moment, b and e: what is pending
	Time     float64        `json:"ts"`
	Duration *float64       `json:"dur,omitempty"`
	Process  int            `json:"pid"`
	Thread   int            `json:"tid"`
	Scope    string         `json:"s,omitempty"`  // of a moment; t: its thread
	ID       int            `json:"id,omitempty"` // of what is pending; its end has the same
	Category string         `json:"cat,omitempty"`
	Stack    int            `json:"sf,omitempty"` // the innermost call, in the stackFrames of the file
	Args     map[string]any `json:"args,omitempty"`
}

// WriteChrome writes t as JSON that opens in Perfetto (ui.perfetto.dev) and in chrome://tracing:
// a thread for each task, a slice for each span, an instant for each moment, and a track for what is
// pending. Stacks are in its stackFrames.
func (t Trace) WriteChrome(w io.Writer) error {
	events := []chromeEvent{}
	var stacks chromeStacks
	for i, lane := range t.Lanes() {
		thread := i + 1
		events = append(events, chromeEvent{
			Name: "thread_name", Phase: "M", Process: 1, Thread: thread,
			Args: map[string]any{"name": lane.Task},
		})
		for _, s := range lane.Spans {
			duration := micros(s.To - s.From)
			events = append(events, chromeEvent{
				Name: s.Kind.String(), Phase: "X", Process: 1, Thread: thread,
				Time: micros(s.From), Duration: &duration, Args: note(s.Note), Stack: stacks.add(s.Stack),
			})
		}
		for _, m := range lane.Moments {
			args := note(m.Note)
			if m.Bytes != 0 {
				args["bytes"] = m.Bytes
			}
			events = append(events, chromeEvent{
				Name: m.Kind.String(), Phase: "i", Process: 1, Thread: thread,
				Time: micros(m.At), Scope: "t", Args: args, Stack: stacks.add(m.Stack),
			})
		}
	}
	for _, e := range t {
		made := chromeEvent{Process: 1, Time: micros(e.At), Args: note(e.Note), Stack: stacks.add(e.Stack)}
		switch e.Kind {
		case Call:
			made.Name, made.Phase, made.Scope = e.Kind.String(), "i", "p"
		case Pend, Settle:
			made.Name, made.Category, made.ID = "pending", "pending", e.ID
			made.Phase = map[Kind]string{Pend: "b", Settle: "e"}[e.Kind]
		default:
			continue
		}
		events = append(events, made)
	}
	file := map[string]any{"traceEvents": events, "displayTimeUnit": "ms"}
	if len(stacks.frames) > 0 {
		file["stackFrames"] = stacks.frames
	}
	return json.NewEncoder(w).Encode(file)
}

// A chromeFrame is a call, which its parent made.
type chromeFrame struct {
	Name     string `json:"name"`
	Category string `json:"category"`
	Parent   string `json:"parent,omitempty"`
}

// chromeStacks are the calls of a trace as a tree, in which the outermost calls are the roots.
type chromeStacks struct {
	frames map[string]chromeFrame // by their number
	known  map[chromeFrame]int
}

// add returns the number of the innermost call of s, or 0 if there is none.
func (c *chromeStacks) add(s *Stack) (number int) {
	if s == nil {
		return 0
	}
	if c.frames == nil {
		c.frames, c.known = map[string]chromeFrame{}, map[chromeFrame]int{}
	}
	for i := len(s.Frames) - 1; i >= 0; i-- {
		f := s.Frames[i]
		made := chromeFrame{Name: f.Function, Category: path.Dir(f.File)}
		if f.File != "" {
			made.Name += fmt.Sprintf(" %s:%d", path.Base(f.File), f.Line)
		}
		if number > 0 {
			made.Parent = strconv.Itoa(number)
		}
		if c.known[made] == 0 {
			c.known[made] = len(c.frames) + 1
			c.frames[strconv.Itoa(c.known[made])] = made
		}
		number = c.known[made]
	}
	return number
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func note(text string) map[string]any {
	args := map[string]any{}
	if text != "" {
		args["note"] = text
	}
	return args
}
