package reactor

import (
	"slices"
	"strings"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// A tracer tells a recorder what the loop does: in a lane for the loop itself, and in one for each
// name of what the loop calls. A nil tracer tells nothing.
type tracer struct {
	recorder *trace.Recorder
	inside   []string                 // whose callbacks are running, the innermost last
	expected map[string]int           // in how many ways a name may yet be called
	names    map[*registration]string // their lanes, taken once
}

// loop is the name of the loop's own lane.
const loop = "reactor"

// newTracer returns nil if there is no recorder.
func newTracer(r *trace.Recorder) *tracer {
	if r == nil {
		return nil
	}
	return &tracer{recorder: r, expected: make(map[string]int), names: make(map[*registration]string)}
}

// name returns the lane of owner. It is "", which is not shown, for the reactor's own business.
func (t *tracer) name(owner any) string {
	if t == nil {
		return ""
	}
	if g, ok := owner.(*registration); ok {
		if name, ok := t.names[g]; ok {
			return name
		}
	}
	name := naming.Of(owner)
	if strings.HasPrefix(name, "reactor.") {
		return ""
	}
	return name
}

// receive and send note that a connection has received or sent n bytes.

func (t *tracer) receive(g *registration, n int) {
	if name := t.name(g); name != "" {
		t.recorder.Receive(name, n)
	}
}

func (t *tracer) send(g *registration, n int) {
	if name := t.name(g); name != "" {
		t.recorder.Send(name, n)
	}
}

// rest, wake and end note what the loop does: it waits; it goes on, and is about to call the owners
// of events; it has come to its end.

func (t *tracer) rest() {
	if t != nil {
		t.recorder.Wait(loop)
	}
}

func (t *tracer) wake(events []socket.Event) {
	if t == nil {
		return
	}
	t.recorder.Run(loop)
	for _, e := range events {
		if name := t.name(e.Owner); name != "" {
			t.recorder.Ready(name)
		}
	}
}

func (t *tracer) end() {
	if t != nil {
		t.recorder.End(loop)
	}
}

// expect notes that owner waits to be called.
func (t *tracer) expect(owner any) {
	name := t.name(owner)
	if name == "" {
		return
	}
	if g, ok := owner.(*registration); ok {
		t.names[g] = name
	}
	if t.expected[name]++; !slices.Contains(t.inside, name) {
		t.recorder.Wait(name)
	}
}

// cease notes that owner will not be called any more. A registration may cease more than once.
func (t *tracer) cease(owner any) {
	if g, ok := owner.(*registration); ok && t != nil && t.names[g] == "" {
		return
	}
	t.settle(t.take(owner))
}

// take notes that owner does not wait any longer, and returns its name.
func (t *tracer) take(owner any) string {
	name := t.name(owner)
	if name == "" {
		return ""
	}
	if g, ok := owner.(*registration); ok {
		delete(t.names, g)
	}
	if t.expected[name]--; t.expected[name] == 0 {
		delete(t.expected, name)
	}
	return name
}

// enter notes that a callback of owner's is being called, and returns the name for leave.
func (t *tracer) enter(owner any) string {
	name := t.name(owner)
	if name != "" {
		t.recorder.Ready(loop) // it could go on, were it not for the callback
		t.recorder.Run(name)
		t.inside = append(t.inside, name)
	}
	return name
}

// leave notes that the callback has returned.
func (t *tracer) leave(name string) {
	if name == "" {
		return
	}
	t.inside = t.inside[:len(t.inside)-1]
	t.settle(name)
	back := loop
	if n := len(t.inside); n > 0 {
		back = t.inside[n-1]
	}
	t.recorder.Run(back)
}

// settle notes what a name does that is not being called: it waits, or has come to its end.
func (t *tracer) settle(name string) {
	switch {
	case name == "" || slices.Contains(t.inside, name):
	case t.expected[name] > 0:
		t.recorder.Wait(name)
	default:
		t.recorder.End(name)
	}
}
