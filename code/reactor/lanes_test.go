package reactor

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// traced returns a simulated world whose trace is recorded.
func traced(t *testing.T) (*world, *trace.Recorder) {
	stack := sim.NewWorld(sim.Conditions{Seed: 1, Outside: true, MinLatency: time.Millisecond})
	recorder := trace.NewOn(stack.Now)
	w := newWorld(t, Config{Stack: stack, Now: stack.Now, Trace: recorder})
	w.sim = stack
	return w, recorder
}

// checkLanes fails the test unless each of these lanes comes to one end, and that is its last
// state, and there is no other lane but the loop's and those of functions.
func checkLanes(t *testing.T, run trace.Trace, want ...string) {
	t.Helper()
	ends := make(map[string]int)
	for _, e := range run {
		if e.Kind.IsState() && ends[e.Task] > 0 {
			t.Errorf("%s: %v after the end", e.Task, e.Kind)
		}
		if e.Kind == trace.End {
			ends[e.Task]++
		}
	}
	var names []string
	for _, lane := range run.Lanes() {
		if lane.Task != loop && !strings.Contains(lane.Task, ".") {
			names = append(names, lane.Task)
		}
	}
	if fmt.Sprint(names) != fmt.Sprint(want) {
		t.Errorf("the lanes are %q, want %q", names, want)
	}
	for _, name := range want {
		if ends[name] != 1 {
			t.Errorf("%s came to %d ends", name, ends[name])
		}
	}
}

// ways are those in which a connection can end.
var ways = map[string]func(w *world, server *talker){
	"LoseConnection":            func(w *world, s *talker) { s.LoseConnection() },
	"Abort":                     func(w *world, s *talker) { s.Abort() },
	"panic":                     func(w *world, s *talker) { panic("bang") },
	"Abort, and panic":          func(w *world, s *talker) { s.Abort(); panic("bang") },
	"LoseConnection, and Abort": func(w *world, s *talker) { s.LoseConnection(); s.Abort() },
	"Stop":                      func(w *world, s *talker) { w.Stop() },
	"Abort, and Stop":           func(w *world, s *talker) { s.Abort(); w.Stop() },
	"Abort by a timer":          func(w *world, s *talker) { w.CallLater(time.Millisecond, s.Abort) },
	"Abort by the other end": func(w *world, s *talker) {
		s.onData = nil
		w.CallLater(10*time.Millisecond, func() { io.WriteString(s, "too late") })
		w.CallLater(20*time.Millisecond, s.LoseConnection)
	},
}

func TestALaneEndsOnceAndKeepsItsName(t *testing.T) {
	for name, leave := range ways {
		t.Run(name, func(t *testing.T) {
			w, recorder := traced(t)
			rename := func(who *talker) { who.name += "'" } // only the first name counts
			server := &talker{name: "server", onMade: rename, onLost: rename}
			server.onData = func(s *talker, data []byte) { rename(s); leave(w, s) }
			client := &talker{name: "client", onLost: rename, onMade: func(c *talker) {
				rename(c)
				io.WriteString(c, "?")
				if name == "Abort by the other end" {
					w.CallLater(5*time.Millisecond, c.Abort)
				}
			}}
			w.talk(server, client)
			w.takeLog()
			checkLanes(t, recorder.Trace(), "client", "server")
		})
	}
}
