package reactor

import (
	"slices"
	"strings"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// A tracer tells a recorder what the loop does: in a lane for the loop itself, and in one for
// every name of what it calls. Two that have one name share a lane.
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

// name returns the lane of owner, "" if it is the reactor's own business, which is not shown.
func (t *tracer) name(owner any) string {
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
	if t != nil {
		t.recorder.Receive(t.name(g), n)
	}
}

func (t *tracer) send(g *registration, n int) {
	if t != nil {
		t.recorder.Send(t.name(g), n)
	}
}

// rest notes that the loop waits.
func (t *tracer) rest() {
	if t != nil {
		t.recorder.Wait(loop)
	}
}

// wake notes that it does so no longer, and who is going to be called.
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

// expect notes that owner waits to be called.
func (t *tracer) expect(owner any) {
	if t == nil {
		return
	}
	name := t.name(owner)
	if g, ok := owner.(*registration); ok {
		t.names[g] = name
	}
	if t.expected[name]++; !slices.Contains(t.inside, name) && name != "" {
		t.recorder.Wait(name)
	}
}

// cease notes that owner will not be called any more. A registration may cease more than once.
func (t *tracer) cease(owner any) {
	if t == nil {
		return
	}
	g, ok := owner.(*registration)
	if _, known := t.names[g]; !ok || known {
		t.settle(t.take(owner))
	}
}

// take notes that owner does not wait any longer, and returns its name.
func (t *tracer) take(owner any) string {
	if t == nil {
		return ""
	}
	name := t.name(owner)
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
	if t == nil {
		return ""
	}
	name := t.name(owner)
	if name != "" {
		t.recorder.Ready(loop) // it could go on, were it not for the callback
		t.recorder.Run(name)
	}
	t.inside = append(t.inside, name)
	return name
}

// leave notes that the callback has returned.
func (t *tracer) leave(name string) {
	if t == nil {
		return
	}
	t.inside = t.inside[:len(t.inside)-1]
	t.settle(name)
	back := loop
	if n := len(t.inside); n > 0 && t.inside[n-1] != "" {
		back = t.inside[n-1]
	}
	t.recorder.Run(back)
}

// end notes that the loop has come to its end.
func (t *tracer) end() {
	if t != nil {
		t.recorder.End(loop)
	}
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
