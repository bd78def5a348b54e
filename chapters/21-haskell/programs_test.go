package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

const ms = time.Millisecond

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		return map[string]string{"get": " [HOST:]PORT..."}[name]
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"dig":                   `no program "dig" here: there are demo, lazy, early, late, future, serve, pour, get, crowd`,
		"demo 3":                `demo: unexpected argument "3" (-h lists the flags)`,
		"early 3":               `early: unexpected argument "3"`,
		"late 3":                `late: unexpected argument "3"`,
		"future 3":              `future: unexpected argument "3"`,
		"lazy -above 1":         "lazy: -above is a number from 2 to 2147483647",
		"pour -size 0":          "pour: -size is a number of KiB from 1 to 65536",
		"crowd -n 0":            "crowd: -n is a number from 1 to 10000",
		"get -ahead -1 10001":   "get: -ahead is a number of lines, 1000000 at most",
		"get -ahead many 10001": `get: invalid value "many" for flag -ahead`,
	}
	for line, said := range programtest.AddressMistakes("get") {
		mistakes[line] = said
	}
	chapter.CheckMistakes(t, mistakes)
}

// What the programs without a network print. The text of the chapter says why.
func TestWhatIsPrinted(t *testing.T) {
	for name, want := range map[string]string{
		"lazy": `1000003, with 18276 primes computed
1000003, with 169 primes computed
rows has been written down
  number 1
  square 1
  prime 2
  number 2
  square 4
  prime 3
  number 3
  square 9
  prime 5
{3 9 5}
`,
		"early": `  the poem is fetched
cmp.Or has "Kettle"
orElse has "Kettle"
  the poem is fetched
orElse has "Slack Water"
orElse has "Slack Water"
`,
		"late": `careful has returned, with the error <nil>
the first line: read tcp 127.0.0.1:49153->127.0.0.1:49152: use of closed network connection
`,
		"future": `needed:       not at all        once              twice
now           0.5 s, one fetch  0.5 s, one fetch  0.5 s, one fetch
when needed   0.2 s, no fetch   0.5 s, one fetch  0.5 s, one fetch
meanwhile     0.2 s, one fetch  0.3 s, one fetch  0.3 s, one fetch
`,
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			if o := w.Call(name); o.Status != 0 || o.Stdout != want || o.Stderr != "" {
				t.Errorf("%s: %+v, want %s", name, o, want)
			}
		})
	}
}

// Both searches find what a sieve of the plain kind finds. The one that remembers computes each prime once.
func TestThePrimesAreThePrimes(t *testing.T) {
	const most = 2000
	composite := make([]bool, most)
	var want []int
	for n := 2; n < most; n++ {
		if composite[n] {
			continue
		}
		want = append(want, n)
		for m := n * n; m < most; m += n {
			composite[m] = true
		}
	}
	forgetful := new(search)
	forgetful.primes = forgetful.compute
	remembering := new(search)
	primes := newList(remembering.compute)
	defer primes.stop()
	remembering.primes = primes.all
	for name, seq := range map[string]iter.Seq[int]{"forgetful": forgetful.primes, "remembering": remembering.primes} {
		var got []int
		for p := range seq {
			if got = append(got, p); len(got) == len(want) {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if remembering.computed != len(want) {
		t.Errorf("the one that remembers has computed %d primes, want %d", remembering.computed, len(want))
	}
}

func TestAListEndsWhenItsSequenceDoes(t *testing.T) {
	l := newList(slices.Values([]int{1, 2}))
	for range 2 {
		if got := slices.Collect(l.all); !slices.Equal(got, []int{1, 2}) {
			t.Errorf("got %v", got)
		}
	}
	var none row
	for none = range zip3(from(1), from(1), slices.Values([]int{})) {
		t.Errorf("a row of a sequence that is empty: %v", none)
	}
}

// programEnv returns what a program has of a world.
func programEnv(w *programtest.World) *program.Env {
	return &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: &w.Net}
}

// stalled returns how long a lane is kept waiting, at the longest.
func stalled(run trace.Trace, task string) time.Duration {
	var longest time.Duration
	for _, lane := range run.Lanes() {
		for _, span := range lane.Spans {
			if lane.Task == task && span.Kind == trace.Ready {
				longest = max(longest, span.To-span.From)
			}
		}
	}
	return longest
}

// The thesis of the chapter: when poems are read as they are needed, the second server is kept waiting
// until the first has ended, and when they are read ahead, it is not.
func TestTheSecondServerIsKeptWaitingUntilItsPoemIsNeeded(t *testing.T) {
	for ahead, want := range map[int]time.Duration{0: 1100 * ms, 10: 1100 * ms, 1_000_000: 0} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			env := programEnv(w)
			run, err := haveOrNeed(w.Context(), env, ahead)
			if got := stalled(run, "server 2"); err != nil || got != want {
				t.Errorf("%d lines ahead: %v, kept waiting for %v, want %v", ahead, err, got, want)
			}
		})
	}
}

func TestThePourerSaysSo(t *testing.T) {
	for args, want := range map[string]string{
		"get 10001 10002":                "client 1 has 64 KiB, and takes no more\nclient 1 goes on, after 6.1 s\nclient 1 has all of it\n",
		"get -ahead 1000000 10001 10002": "client 1 has all of it\n",
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "kettle", 10, 100*ms)
			server := w.Start("pour", "-port", "10002", "-size", "256")
			o := w.Call(strings.Fields(args)...)
			kettle := programtest.TextOf(t, "kettle")
			epic, err := epic(256 << 10)
			if err != nil || o.Status != 0 || o.Stderr != "" || o.Stdout != kettle+"\n"+string(epic) {
				t.Errorf("%s: %v, status %d, %d bytes, %s", args, err, o.Status, len(o.Stdout), o.Stderr)
			}
			time.Sleep(ms) // for the server to hear that its client has all
			w.Interrupt()
			if said := server.Outcome(); said.Stdout != "Serving an epic of 256 KiB on 127.0.0.1:10002\n"+want {
				t.Errorf("%s: %+v", args, said)
			}
		})
	}
}

func TestAReaderWhoLeavesIsReported(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		server := w.Start("pour", "-port", "10002", "-size", "256")
		conn := w.Dial(10002)
		io.ReadFull(conn, make([]byte, 1000))
		conn.Close()
		time.Sleep(ms)
		w.Interrupt()
		if o := server.Outcome(); o.Status != 0 || !strings.Contains(o.Stdout, "client 1 has left: ") {
			t.Errorf("%+v", o)
		}
	})
}

// Poems come in the order of their servers, one that does not come costs the others nothing, and the
// reason is said in its turn.
func TestGetSurvives(t *testing.T) {
	kettle, tide := programtest.TextOf(t, "kettle"), programtest.TextOf(t, "tide")
	for _, ahead := range []string{"0", "1", "5", "1000"} {
		for _, test := range []struct {
			behaviour func(*sim.Conn)
			reason    string
			part      string
		}{
			{nil, "connection refused", ""},
			{func(*sim.Conn) {}, "the server said nothing", ""},
			{func(c *sim.Conn) { time.Sleep(20 * ms); c.SetLinger(0) }, "connection reset by peer", ""},
			{func(c *sim.Conn) {
				io.WriteString(c, "Half a\npoem\n")
				time.Sleep(9 * time.Second)
				c.SetLinger(0)
			}, "connection reset by peer", "Half a\npoem\n"},
		} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Serve(10001, "kettle", 10, 100*ms)
				if test.behaviour != nil {
					w.Behave(10002, test.behaviour)
				}
				w.Serve(10003, "tide", 100, 10*ms)
				o := w.Call("get", "-ahead", ahead, "10001", "10002", "10003")
				want := kettle + "\n" + tide
				if test.part != "" {
					want = kettle + "\n" + test.part + "\n" + tide
				}
				if o.Status != 1 || o.Stdout != want || !strings.HasPrefix(o.Stderr, "poem 2: no poem at 127.0.0.1:10002: ") || !strings.Contains(o.Stderr, test.reason+"\n") || o.Last() != "get: 1 of 3 poems did not come" {
					t.Errorf("%s ahead, %s: %+v", ahead, test.reason, o)
				}
			})
		}
	}
}

func TestGetIsInterrupted(t *testing.T) {
	for _, ahead := range []string{"0", "3", "1000"} {
		for _, after := range []time.Duration{0, 250 * ms, 7 * time.Second} {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Serve(10001, "kettle", 10, 100*ms)
				w.Start("pour", "-port", "10002", "-size", "256")
				w.Behave(10003, programtest.Silent)
				time.AfterFunc(after, w.Interrupt)
				o := w.Call("get", "-ahead", ahead, "10001", "10002", "10003")
				if o.Status != 1 || o.Last() != "get: interrupted" || o.Took != after {
					t.Errorf("%s ahead, after %v: status %d, %s, took %v", ahead, after, o.Status, o.Stderr, o.Took)
				}
			})
		}
	}
}

func TestAFullDiskIsNoMissingPoem(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, 10*ms)
		if o := w.Run(program.Env{Stdout: programtest.Full{}}, "get", "10001"); o.Status != 1 || o.Stderr != "get: no room\n" {
			t.Errorf("%+v", o)
		}
	})
	if !errors.Is(&printError{io.ErrShortWrite}, io.ErrShortWrite) {
		t.Error("a printError hides its reason")
	}
}

func TestTheDemoDrawsBoth(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call()
		for _, want := range []string{"read when it is needed\n", "read when it is there\n", "server 2", "poem 2"} {
			if o.Status != 0 || !strings.Contains(o.Stdout, want) {
				t.Errorf("no %q in %+v", want, o)
			}
		}
		fmt.Fprintln(t.Output(), o.Stdout)
	})
}
