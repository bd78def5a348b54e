package programtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

// Stacked is Traced for a trace with stacks. It compares the stack of each event with the one that the
// runtime prints at that moment: they must have the same lines of the chapter. Each event in a lane must have one.
func (w *World) Stacked(args ...string) trace.Trace {
	w.t.Helper()
	return w.stacked(nil, args)
}

// stacked is Stacked where some lanes, which are known by how their names begin, are made by hand and need no stacks.
func (w *World) stacked(byHand, args []string) trace.Trace {
	w.t.Helper()
	recorder := trace.New()
	program.KeepStacks(recorder)
	defer deferred.Observe(nil)
	defer trace.SetCurrent(nil)
	var mu sync.Mutex
	var wrong []string
	bare := map[string]bool{} // lanes of events without a stack
	ours := 0
	recorder.Follow(func(e trace.Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Stack == nil {
			made := slices.ContainsFunc(byHand, func(name string) bool { return strings.HasPrefix(e.Task, name) })
			bare[e.Task] = bare[e.Task] || e.Kind.InLane() && !made
			return
		}
		problem, mine := compare(e, string(debug.Stack()))
		if problem != "" {
			wrong = append(wrong, problem)
		}
		if mine {
			ours++
		}
	})
	if o := w.RunApart(program.Env{Trace: recorder}, args...); o.Status != 0 {
		w.t.Fatalf("%q: %+v", args, o)
	}
	recorder.Follow(nil)
	for _, problem := range wrong {
		w.t.Errorf("%q: %s", args, problem)
	}
	for task, inLane := range bare {
		if inLane {
			w.t.Errorf("%q: events of %s have no stack", args, task)
		}
	}
	if ours < 5 {
		w.t.Errorf("%q has only %d events in the chapter's own code", args, ours)
	}
	return recorder.Trace()
}

// StacksAlone is Stacked for a command line that needs no server. Lanes need no stacks if their names begin with
// one of byHand: the program draws them, and records nothing for them.
func (c Chapter) StacksAlone(t *testing.T, line string, byHand ...string) (run trace.Trace) {
	t.Helper()
	c.InWorld(t, func(t *testing.T, w *World) { run = w.stacked(byHand, strings.Fields(line)) })
	return run
}

// place finds the lines of a chapter in a stack that the runtime has printed.
var place = regexp.MustCompile(`(?m)^\t\S*/(chapters/\S+/[^/\s]+\.go):(\d+)`)

// compare says what is wrong with the stack of e, given that of the runtime, and whether the innermost call is of
// the chapter.
func compare(e trace.Event, printed string) (problem string, ours bool) {
	printed, _, _ = strings.Cut(printed, "\ncreated by ") // which is no call
	var truth []string
	for _, found := range place.FindAllStringSubmatch(printed, -1) {
		if !strings.HasSuffix(found[1], "_test.go") {
			truth = append(truth, found[1]+":"+found[2])
		}
	}
	calls := e.Kind == trace.Call || e.Kind == trace.Run
	var told []string
	for i, f := range e.Stack.Frames {
		if !f.Ours() || strings.HasSuffix(f.File, "_test.go") {
			continue
		}
		at := fmt.Sprintf("%s:%d", f.File, f.Line)
		if i == 0 && len(e.Stack.Frames) > 0 {
			ours = true
			if calls && (len(truth) == 0 || truth[0] != at) {
				// Of a method that is inlined the runtime knows no line before the first statement.
				if text := lineOf(f, -1) + lineOf(f, 0); !strings.Contains(text, "func") {
					problem = fmt.Sprintf("%v is said to begin at %s, which is %q", f.Function, at, text)
				}
				continue // it is not called yet
			}
		}
		told = append(told, at)
	}
	if calls && len(truth) > 0 && len(told) == len(truth)+1 && told[0] == truth[0] { // it begins on the line that has it called
		told = told[1:]
	}
	if strings.Join(told, " ") != strings.Join(truth, " ") {
		problem = fmt.Sprintf("%s %v has %v, and the runtime says %v", e.Task, e.Kind, told, truth)
	}
	return problem, ours
}

// lineOf returns the line of f in the book's sources, or one so far from it.
func lineOf(f trace.Frame, by int) string {
	_, here, _, _ := runtime.Caller(0)
	root := strings.TrimSuffix(filepath.ToSlash(here), "code/book/program/programtest/stacks.go")
	text, err := os.ReadFile(filepath.FromSlash(root + f.File))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(string(text), "\n")
	return lines[min(max(f.Line+by-1, 0), len(lines)-1)]
}
