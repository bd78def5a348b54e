package reactor_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// A metronome has a name in the trace.
type metronome struct {
	*reactor.Reactor
	left int
}

func (m *metronome) tick() {
	if m.left--; m.left == 0 {
		m.Stop()
		return
	}
	m.CallLater(time.Millisecond, m.tick)
}

func TestTheTraceShowsTheLoopAndTheCallbacksTakingTurns(t *testing.T) {
	recorder := trace.New()
	r, err := reactor.New(reactor.Config{Trace: recorder})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	m := &metronome{r, 2}
	r.CallLater(time.Millisecond, m.tick)
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range recorder.Trace() {
		said = append(said, fmt.Sprint(e.Task, " ", e.Kind))
	}
	got := strings.Join(said, ", ")
	want := "reactor_test.metronome.tick wait, reactor wait, reactor run, " +
		"reactor ready, reactor_test.metronome.tick run, reactor_test.metronome.tick wait, reactor run, " +
		"reactor wait, reactor run, " +
		"reactor ready, reactor_test.metronome.tick run, reactor_test.metronome.tick end, reactor run, " +
		"reactor wait, reactor run, reactor end"
	if got != want {
		t.Errorf("the trace is\n%s\nnot\n%s", got, want)
	}
}

func TestWhatIsPendingComesOrIsCancelled(t *testing.T) {
	world := sim.NewWorld(sim.Conditions{Seed: 1})
	recorder := trace.NewOn(world.Now).KeepStacks()
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now, Trace: recorder})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	beats := 0
	var beat *reactor.LoopingCall
	beat = reactor.NewLoopingCall(r, func() {
		if beats++; beats == 2 {
			beat.Stop()
			r.Stop()
		}
	})
	beat.Start(2*time.Millisecond, false)
	never := r.CallLater(time.Hour, func() {})
	r.CallLater(3*time.Millisecond, func() { never.Cancel() })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	var said []string
	names := map[int]string{}
	for _, e := range recorder.Trace() {
		switch e.Kind {
		case trace.Pend:
			names[e.ID] = fmt.Sprint(e.Due)
			said = append(said, fmt.Sprintf("%v pending", e.Due))
			if asked := e.Stack.Frames[0]; asked.File == "" || asked.Line == 0 {
				t.Errorf("it was asked for at %v", asked)
			}
		case trace.Settle:
			said = append(said, fmt.Sprintf("%s settled at %v", names[e.ID], e.At))
		}
	}
	want := []string{"2ms pending", "1h0m0s pending", "3ms pending", "2ms settled at 2ms", "4ms pending",
		"3ms settled at 3ms", "1h0m0s settled at 3ms", "4ms settled at 4ms"}
	if !slices.Equal(said, want) {
		t.Errorf("got  %q\nwant %q", said, want)
	}
}
