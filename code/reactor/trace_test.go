package reactor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/reactor"
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
