package reactor

import (
	"slices"
	"strings"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// A tracer records what the loop does: in a lane for the loop itself, and in one for each name of what
// the loop calls. Without a recorder it does nothing.
type tracer struct {
	*trace.Recorder
	inside   []string                 // whose callbacks are running, the innermost last
	expected map[string]int           // in how many ways a name may yet be called
	names    map[*registration]string // their lanes, taken once
	pending  map[*Call]int            // what is to come, by its number; nil unless the recorder keeps stacks
}

func newTracer(r *trace.Recorder) tracer {
	t := tracer{Recorder: r, expected: map[string]int{}, names: map[*registration]string{}}
	if r.KeepsStacks() {
		t.pending = map[*Call]int{}
	}
	return t
}

// current returns the recorder that the callbacks of this loop report to: its own, if that keeps stacks. A loop
// without a recorder has nothing that is recorded.
func (t *tracer) current() *trace.Recorder {
	if t.Recorder != nil && t.pending == nil {
		return trace.Current()
	}
	return t.Recorder
}

// loop is the name of the loop's own lane.
const loop = "reactor"

// name returns the lane of owner. It is "", which is not shown, for the reactor's own business.
func (t *tracer) name(owner any) string {
	if t.Recorder == nil {
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

func (t *tracer) receive(g *registration, n int) {
	t.Receive(t.name(g), n)
	if c, ok := g.reader.(*connection); ok {
		t.calls(c.protocol, "DataReceived")
	}
}

func (t *tracer) send(g *registration, n int) { t.Send(t.name(g), n) }

// wake notes that the loop goes on, and is about to call the owners of events.
func (t *tracer) wake(events []socket.Event) {
	t.Run(loop)
	for _, e := range events {
		if name := t.name(e.Owner); name != "" {
			t.Ready(name)
		}
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
		t.Wait(name)
	}
}

// cease notes that owner will not be called any more.
func (t *tracer) cease(owner any) { t.settle(t.take(owner)) }

// take notes that owner does not wait any longer, and returns its name, or "" if it did not wait.
func (t *tracer) take(owner any) string {
	name := t.name(owner)
	if g, ok := owner.(*registration); ok {
		name = t.names[g] // a registration may cease more than once
		delete(t.names, g)
	}
	if name == "" {
		return ""
	}
	if t.expected[name]--; t.expected[name] == 0 {
		delete(t.expected, name)
	}
	return name
}

// enter notes that a callback of owner's is being called, and returns what leave needs. What the callback does
// outside of the reactor is recorded by current.
func (t *tracer) enter(owner any) (name string, before *trace.Recorder) {
	before = trace.SetCurrent(t.current())
	name = t.name(owner)
	if name != "" {
		t.Ready(loop) // it could go on, were it not for the callback
		t.Call(trace.Event{Task: name, Kind: trace.Run}, function(owner), "")
		t.inside = append(t.inside, name)
	}
	return name, before
}

// leave notes that the callback has returned.
func (t *tracer) leave(name string, before *trace.Recorder) {
	trace.SetCurrent(before)
	if name == "" {
		return
	}
	t.inside = t.inside[:len(t.inside)-1]
	t.settle(name)
	back := loop
	if n := len(t.inside); n > 0 {
		back = t.inside[n-1]
	}
	t.Run(back)
}

// settle notes what name does while it is not called: it waits, or has come to its end.
func (t *tracer) settle(name string) {
	switch {
	case name == "" || slices.Contains(t.inside, name):
	case t.expected[name] > 0:
		t.Wait(name)
	default:
		t.End(name)
	}
}

// calls notes that a method of v is about to be called.
func (t *tracer) calls(v any, method string) {
	if n := len(t.inside); t.pending != nil && n > 0 {
		t.Call(trace.Event{Task: t.inside[n-1], Kind: trace.Call}, v, method)
	}
}

// schedule notes when c will call f.
func (t *tracer) schedule(c *Call, f func()) {
	if t.pending == nil || t.name(f) == "" {
		return
	}
	r := c.reactor
	t.pending[c] = trace.NextID()
	due := t.Now() + r.agenda.slots[c.place].due - r.now()
	t.Record(trace.Event{Task: t.name(f), Kind: trace.Pend, ID: t.pending[c], Due: due, Note: t.name(f)})
}

// unschedule notes that c has come, or will not.
func (t *tracer) unschedule(c *Call) {
	if id, ok := t.pending[c]; ok {
		delete(t.pending, c)
		t.Record(trace.Event{Kind: trace.Settle, ID: id})
	}
}

// function returns owner if it is a function, and not something that has methods.
func function(owner any) any {
	if f, ok := owner.(func()); ok {
		return f
	}
	return nil
}
