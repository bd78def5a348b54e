package trace

import (
	"encoding/json"
	"io"
	"time"
)

// A chromeEvent is one event in Chrome's trace-event format, as described in its "Trace Event
// Format" document; times are in microseconds.
type chromeEvent struct {
	Name     string         `json:"name"`
	Phase    string         `json:"ph"` // M: metadata, X: a span, i: a moment
	Time     float64        `json:"ts"`
	Duration *float64       `json:"dur,omitempty"`
	Process  int            `json:"pid"`
	Thread   int            `json:"tid"`
	Scope    string         `json:"s,omitempty"` // of a moment; t: its thread
	Args     map[string]any `json:"args,omitempty"`
}

// WriteChrome writes t as JSON that opens in Perfetto (ui.perfetto.dev) and in chrome://tracing:
// a thread for each task, a slice for each span, an instant for each moment.
func (t Trace) WriteChrome(w io.Writer) error {
	events := []chromeEvent{}
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
				Time: micros(s.From), Duration: &duration, Args: note(s.Note),
			})
		}
		for _, m := range lane.Moments {
			args := note(m.Note)
			if m.Bytes != 0 {
				args["bytes"] = m.Bytes
			}
			events = append(events, chromeEvent{
				Name: m.Kind.String(), Phase: "i", Process: 1, Thread: thread,
				Time: micros(m.At), Scope: "t", Args: args,
			})
		}
	}
	return json.NewEncoder(w).Encode(map[string]any{"traceEvents": events, "displayTimeUnit": "ms"})
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func note(text string) map[string]any {
	args := map[string]any{}
	if text != "" {
		args["note"] = text
	}
	return args
}
