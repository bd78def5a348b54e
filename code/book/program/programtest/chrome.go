package programtest

import (
	"encoding/json"
	"fmt"
	"os"
)

// A chromeEvent is an event in a trace in Chrome's format, as far as the book writes them. Every
// event has what is a pointer here, but for Duration, which only spans have.
type chromeEvent struct {
	Name     *string        `json:"name"`
	Phase    string         `json:"ph"` // X is a span, i an instant, and M names a task
	Time     *float64       `json:"ts"`
	Duration *float64       `json:"dur"`
	Process  *int           `json:"pid"`
	Thread   *int           `json:"tid"`
	Args     map[string]any `json:"args"`
}

// TasksOf returns the tasks of a trace that a program has written into a file, or why the file is
// no trace in Chrome's format.
func TasksOf(file string) (tasks []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var written struct {
		TraceEvents []chromeEvent `json:"traceEvents"`
	}
	if err := json.Unmarshal(text, &written); err != nil {
		return nil, err
	}
	if written.TraceEvents == nil {
		return nil, fmt.Errorf("no traceEvents in %s", text)
	}
	for _, e := range written.TraceEvents {
		switch {
		case e.Name == nil || e.Time == nil || e.Process == nil || e.Thread == nil || *e.Time < 0,
			e.Phase == "X" && (e.Duration == nil || *e.Duration < 0):
			return nil, fmt.Errorf("an event lacks something: %+v in %s", e, text)
		case e.Phase == "M" && *e.Name == "thread_name":
			name, ok := e.Args["name"].(string)
			if !ok {
				return nil, fmt.Errorf("a task has no name: %+v in %s", e, text)
			}
			tasks = append(tasks, name)
		case e.Phase != "X" && e.Phase != "i":
			return nil, fmt.Errorf("an event of an unknown kind: %+v in %s", e, text)
		}
	}
	return tasks, nil
}
