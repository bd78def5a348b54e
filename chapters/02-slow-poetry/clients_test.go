package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

const ms = time.Millisecond

// The clients that get it right and let time pass. (The busy one never waits, so the time of a
// world in memory would stand still for it: it is tested on the machine's network.)
var patient = []string{"get-blocking", "get-async", "get-goroutines"}

func TestEveryClientGetsEveryPoemHoweverItIsCut(t *testing.T) {
	for _, client := range patient {
		for bytes := 1; bytes <= 12; bytes++ {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Net.Buffer = 1 + bytes%5 // often less than a piece
				ports, poems := w.ServeAll(bytes, ms)
				o := w.Call(append([]string{client}, ports...)...)
				if want := strings.Join(poems, "\n"); o.Status != 0 || o.Stdout != want {
					t.Errorf("%s, %d bytes at a time: status %d, printed\n%s\nwant\n%s", client, bytes, o.Status, o.Stdout, want)
				}
			})
		}
	}
}

func TestTheAsynchronousClientAsksOnlyWhenThereIsAnAnswer(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		tide, kettle := w.Serve(10001, "tide", 50, 100*ms), w.Serve(10002, "kettle", 50, 130*ms)
		o := w.Call("get-async", tide.Port, kettle.Port)
		answers := strings.Count(o.Stderr, " bytes from ") + 2 // and the ends
		_, line, _ := strings.Cut(o.Stderr, "waited ")
		var waits int
		if _, err := fmt.Sscanf(line, "%d times", &waits); err != nil || waits > answers || waits < answers/2 {
			t.Errorf("waited %d times for %d answers, %v", waits, answers, err)
		}
	})
}

func TestBlockingTakesTheSumAndTheOthersTheMaximum(t *testing.T) {
	for _, bytes := range []int{1, 7, 160, 10_000} {
		var sum, longest time.Duration
		for i, delay := range []time.Duration{100 * ms, 130 * ms, 170 * ms} {
			takes := programtest.Reciting(programtest.TextOf(t, []string{"tide", "splitflap", "kettle"}[i]), bytes, delay)
			sum, longest = sum+takes, max(longest, takes)
		}
		for client, want := range map[string]time.Duration{
			"get-blocking": sum, "get-loud": sum, "get-async": longest, "get-goroutines": longest,
		} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				a := w.Serve(10001, "tide", bytes, 100*ms)
				b := w.Serve(10002, "splitflap", bytes, 130*ms)
				c := w.Serve(10003, "kettle", bytes, 170*ms)
				o := w.Call(client, a.Port, b.Port, c.Port)
				if o.Status != 0 || o.Took != want {
					t.Errorf("%s, %d bytes at a time: status %d after %v, want %v", client, bytes, o.Status, o.Took, want)
				}
				if said := fmt.Sprintf("3 poems in %.1f s", want.Seconds()); o.Last() != said {
					t.Errorf("%s says %q, want %q", client, o.Last(), said)
				}
			})
		}
	}
}

func TestManyPoemsFromOneServer(t *testing.T) {
	tide := programtest.TextOf(t, "tide")
	for _, client := range patient {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "tide", 1000, time.Hour)
			o := w.Call(append([]string{client}, slices.Repeat([]string{"10001"}, 300)...)...)
			if o.Status != 0 || o.Stdout != strings.TrimSuffix(strings.Repeat(tide+"\n", 300), "\n") {
				t.Errorf("%s: status %d, %d bytes, %s", client, o.Status, len(o.Stdout), o.Last())
			}
		})
	}
}

func TestALoudClientShoutsWhatIsWholeAndBreaksWhatIsCut(t *testing.T) {
	shout := func(poem string, size int) (got, want string) {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			o := w.Call("get-loud", w.Serve(10001, poem, size, ms).Port)
			if o.Status != 0 {
				t.Errorf("%s: status %d, stderr\n%s", poem, o.Status, o.Stderr)
			}
			got, want = o.Stdout, string(bytes.ToUpper([]byte(programtest.TextOf(t, poem))))
		})
		return got, want
	}
	if got, want := shout("splitflap", 1000); got != want {
		t.Errorf("a poem in one piece: got\n%s\nwant\n%s", got, want)
	}
	for size := 1; size <= 12; size++ {
		if got, want := shout("tide", size); got != want {
			t.Errorf("a poem in ASCII, %d bytes at a time: got\n%s\nwant\n%s", size, got, want)
		}
	}
	got, want := shout("splitflap", 100)
	if want = strings.Replace(want, "BETWEEN É AND", "BETWEEN \ufffd\ufffd AND", 1); got != want || !strings.Contains(got, "\ufffd") {
		t.Errorf("it is not broken as the chapter says: got\n%s\nwant\n%s", got, want)
	}
}

// What each client's waiting looks like in its trace is what the chapter's figures show.
func TestOnlyTheBlockingClientKeepsPoemsWaiting(t *testing.T) {
	for _, client := range patient {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			ports := []string{w.Serve(10001, "tide", 50, 100*ms).Port, w.Serve(10002, "kettle", 50, 100*ms).Port}
			var out bytes.Buffer
			env := &program.Env{Stdout: &out, Stderr: &out, Net: &w.Net, Trace: trace.New()}
			for _, p := range programs {
				if p.Name != client {
					continue
				}
				if err := p.Run(w.Context(), env, ports); err != nil {
					t.Fatal(err)
				}
			}
			for i, lane := range env.Trace.Trace().Lanes() {
				text := programtest.TextOf(t, []string{"tide", "kettle"}[i])
				states := map[trace.Kind]time.Duration{}
				for _, span := range lane.Spans {
					states[span.Kind] += span.To - span.From
				}
				want := map[trace.Kind]time.Duration{trace.Wait: programtest.Reciting(text, 50, 100*ms)}
				if client == "get-blocking" {
					want = map[trace.Kind]time.Duration{trace.Block: programtest.Reciting(text, 50, 100*ms)}
					if i == 1 {
						want[trace.Ready] = programtest.Reciting(programtest.TextOf(t, "tide"), 50, 100*ms)
					}
				}
				if !maps.Equal(states, want) {
					t.Errorf("%s: %s spent its time in %v, want %v", client, lane.Task, states, want)
				}
				received := 0
				for _, m := range lane.Moments {
					received += m.Bytes
				}
				if received != len(text) {
					t.Errorf("%s: the trace has %d bytes of %s, want %d", client, received, lane.Task, len(text))
				}
			}
		})
	}
}
