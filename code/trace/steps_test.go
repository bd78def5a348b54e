package trace_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"reflect"
	"slices"
	"testing"
	"time"

	"slowpoetry/code/trace"
)

// A stepped is a run, and what those who step through it must see. The page's tests read the same file.
type stepped struct {
	Calls  map[string][]trace.Frame
	Events []struct {
		At, Due          time.Duration
		Task, Kind, Note string
		ID, Bytes, Stack int
	}
	Own    []int
	States []state
}

type state struct {
	Moment time.Duration
	Step   int
	Event  string
	Parked []string
	ToCome []string
}

func TestStepsShowWhatARunIsDoing(t *testing.T) {
	text, err := os.ReadFile("testdata/steps.json")
	if err != nil {
		t.Fatal(err)
	}
	var want stepped
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	var run trace.Trace
	for _, e := range want.Events {
		kind, err := trace.ParseKind(e.Kind)
		if err != nil {
			t.Fatal(err)
		}
		made := trace.Event{At: e.At, Task: e.Task, Kind: kind, Bytes: e.Bytes, Note: e.Note, ID: e.ID, Due: e.Due}
		if calls := want.Calls[fmt.Sprint(e.Stack)]; calls != nil {
			made.Stack = &trace.Stack{Frames: calls}
		}
		run = append(run, made)
	}

	steps := run.Steps()
	if got := steps.Own(); !slices.Equal(got, want.Own) {
		t.Errorf("of our own code are the steps %v, want %v", got, want.Own)
	}
	for _, s := range want.States {
		got := state{Moment: s.Moment, Step: steps.At(s.Moment)}
		if got.Step >= 0 {
			seen := steps.State(got.Step, s.Moment)
			got.Event = seen.Event.Task + " " + seen.Event.Kind.String()
			got.Parked, got.ToCome = words(seen.Parked), words(seen.ToCome)
		}
		if !reflect.DeepEqual(got, s) {
			t.Errorf("got  %+v\nwant %+v", got, s)
		}
	}
}

// words says of each what it waits for, as the file does.
func words(list []trace.Waiting) (all []string) {
	for _, w := range list {
		text := fmt.Sprintf("%s: %v since %d", w.Task, w.Kind, w.Since)
		switch {
		case w.Late:
			text = fmt.Sprintf("%s: due %d, late", w.Task, w.Due)
		case w.Due > 0:
			text = fmt.Sprintf("%s: due %d", w.Task, w.Due)
		case w.Kind == trace.Pend:
			text = fmt.Sprintf("%s: result since %d", w.Task, w.Since)
		}
		if w.Frame != nil {
			text += fmt.Sprintf(" %s:%d", path.Base(w.Frame.File), w.Frame.Line)
		}
		all = append(all, text)
	}
	return all
}

func TestARunWithoutStacksHasNoSteps(t *testing.T) {
	r := trace.New()
	r.Run("poem 1")
	if s := r.Trace().Steps(); s.Len() != 0 || s.At(time.Hour) != -1 || s.Own() != nil {
		t.Errorf("there are %d steps, the last is %d, ours are %v", s.Len(), s.At(time.Hour), s.Own())
	}
}
