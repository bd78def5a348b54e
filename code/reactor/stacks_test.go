package reactor

import (
	"fmt"
	"io"
	"path"
	"reflect"
	"slices"
	"testing"
	"time"

	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// conversation runs a client that says a word to a server, which hangs up. It returns what was
// recorded, with stacks or without.
func conversation(t *testing.T, stacks bool) trace.Trace {
	stack := sim.NewWorld(sim.Conditions{Seed: 1, Outside: true, MinLatency: time.Millisecond})
	recorder := trace.NewOn(stack.Now)
	if stacks {
		recorder.KeepStacks()
	}
	w := newWorld(t, Config{Stack: stack, Now: stack.Now, Trace: recorder})
	w.sim = stack
	server := &talker{name: "server", onData: func(s *talker, _ []byte) { s.LoseConnection() }}
	client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "?") }}
	w.talk(server, client)
	w.takeLog()
	return recorder.Trace()
}

func TestStacksSayWhatIsCalled(t *testing.T) {
	var called []string
	for _, e := range conversation(t, true) {
		if e.Kind != trace.Call {
			continue
		}
		top := e.Stack.Frames[0]
		if top.File == "" || top.Line == 0 {
			t.Errorf("%v is nowhere", top)
		}
		if of := path.Dir(top.File); of != "code/reactor" || len(e.Stack.Frames) < 4 {
			t.Errorf("%v is called by %v", top, e.Stack.Frames)
		}
		called = append(called, fmt.Sprintf("%s: %s", e.Task, top.Function))
	}
	for _, want := range []string{
		"client: reactor.talker.ConnectionMade", "server: reactor.connection.DoRead",
		"server: reactor.talker.DataReceived", "server: reactor.talker.ConnectionLost",
	} {
		if !slices.Contains(called, want) {
			t.Errorf("no %q among %q", want, called)
		}
	}
}

func TestStacksChangeNothingInTheLanes(t *testing.T) {
	var plain trace.Trace
	for _, e := range conversation(t, true) {
		if e.Kind.InLane() {
			e.Stack = nil
			plain = append(plain, e)
		}
	}
	if want := conversation(t, false); !reflect.DeepEqual(plain, want) {
		t.Errorf("with stacks\n%v\nand without\n%v", plain, want)
	}
}

// The recorder that a callback's Deferreds report to is the reactor's own, if that keeps stacks, and none if the reactor
// has none.
func TestACallbackIsRecordedWhereItsReactorIs(t *testing.T) {
	outside := trace.New().KeepStacks()
	defer trace.SetCurrent(trace.SetCurrent(outside))
	own := trace.New().KeepStacks()
	for _, test := range []struct{ given, want *trace.Recorder }{
		{own, own}, {trace.New(), outside}, {nil, nil},
	} {
		stack := sim.NewWorld(sim.Conditions{Seed: 1})
		w := newWorld(t, Config{Stack: stack, Now: stack.Now, Trace: test.given})
		w.sim = stack
		got := outside
		w.CallLater(0, func() { got = trace.Current(); w.Stop() })
		if err := w.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got != test.want {
			t.Errorf("with %p it reports to %p, want %p", test.given, got, test.want)
		}
		if now := trace.Current(); now != outside {
			t.Errorf("after the callback it is %p, want %p", now, outside)
		}
	}
}
