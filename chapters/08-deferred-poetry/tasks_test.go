package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// tasksOf returns the tasks of a trace, or why the file is no trace in Chrome's format.
func tasksOf(file string) (tasks []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var written struct {
		TraceEvents []struct {
			Name     *string        `json:"name"`
			Phase    string         `json:"ph"`
			Time     *float64       `json:"ts"`
			Duration *float64       `json:"dur"`
			Process  *int           `json:"pid"`
			Thread   *int           `json:"tid"`
			Args     map[string]any `json:"args"`
		} `json:"traceEvents"`
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
			tasks = append(tasks, e.Args["name"].(string))
		case e.Phase != "X" && e.Phase != "i":
			return nil, fmt.Errorf("an event of an unknown kind: %+v in %s", e, text)
		}
	}
	return tasks, nil
}
