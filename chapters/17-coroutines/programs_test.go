package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/deferred"
	"slowpoetry/code/sim"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		return map[string]string{"get": " [HOST:]PORT [HOST:]PORT...", "lines": " [HOST:]PORT"}[name]
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	chapter.CheckMistakes(t, map[string]string{
		"dig":                            `no program "dig" here: there are demo, gen-1, gen-2, gen-3, gen-4, small, straight, inline-1, inline-2, inline-stack, inline-cancel, serve, serve-transform, get, lines, shuffle, several, abandoned, cost, count`,
		"demo 3":                         `demo: unexpected argument "3" (-h lists the flags)`,
		"gen-1 3":                        `gen-1: unexpected argument "3"`,
		"inline-1 -deep":                 "inline-1: flag provided but not defined: -deep (-h lists the flags)",
		"straight -most 99":              "straight: -most 99 is not many: take 100 or more",
		"several -n 0":                   "several: -n 0: take one at a time at least",
		"several 3":                      `several: unexpected argument "3"`,
		"cost -n 0":                      "cost: -n 0 is nothing to measure",
		"get":                            "get: which servers? Name at least one, as [HOST:]PORT",
		"get 10001":                      "get: which poems? Name the transform server, and then a poem's at least",
		"get 10001 0":                    `get: "0" is no address`,
		"get -transform a.b 10001 10002": "get: -transform a.b: its name ends at the first full stop",
		"lines":                          "lines: which servers?",
		"lines 10001 10002":              "lines: one poem at a time",
		"get -patience 0s 10001 10002":   "get: -patience 0s: there must be some",
	})
}

// What the programs without a network print. The text of the chapter says why.
func TestWhatIsPrinted(t *testing.T) {
	for name, want := range map[string]string{
		"gen-1": `the loop begins
  the generator begins
the loop has 1
  the generator goes on after 1
the loop has 2
  the generator goes on after 2
the loop has 3
  the generator goes on after 3
  the generator ends
the loop is over
`,
		"gen-2": `we have next, and nothing has run
  the generator begins
next returns 1, true
  the generator goes on after 1
next returns 2, true
  the generator goes on after 2
next returns 3, true
  the generator goes on after 3
  the generator ends
next returns 0, false
next returns 0, false
`,
		"gen-3": "in turn: 1 10 2 20 3 30 40\n",
		"gen-4": `it yields 1, true
  yield returns "slack"
it yields 2, true
  yield returns "water"
it yields 3, true
  yield fails: no ink; we go on
it yields 4, true
  yield returns ""
it yields 0, false
`,
		"small": `inline has returned; our Deferred: no result yet
  the body has "Slack Water", <nil>
the poem has fired; our Deferred: no result yet
  the body has "", no reply
the drawl has failed; our Deferred: value Slack Water
a body that panics:
  our Deferred: no result yet
  the poem it awaited: panic: runtime error: slice bounds out of range [:20] with length 11
a coroutine that is cancelled:
  our Deferred: error "cancelled"
  the poem it awaits: no result yet
`,
		"inline-cancel": `a body that                   canceller  Await returns  its Deferred
returns the error             called     cancelled      error "cancelled"
has an old poem to offer      called     cancelled      value an old poem
awaits another poem           called     cancelled      waiting for another Deferred
  and that poem comes                                   value a late poem
`,
		"shuffle": `generators: 1680 orders
  first  A1 A2 A3 B1 B2 B3 C1 C2 C3
  last   C1 C2 C3 B1 B2 B3 A1 A2 A3
coroutines: 90 orders
  first  A1 B1 C1 A2 B2 C2 A3 B3 C3
  last   A1 B1 C1 C2 C3 B2 B3 A2 A3
coroutines that await what is there: 1 order
  only   A1 A2 A3 B1 B2 B3 C1 C2 C3
`,
		"several": `        one after another     all at once           2 at a time
        2.0 s                 0.6 s                 1.2 s
poem 1  ####                  ####                  ####
poem 2      ##                ##                    ##
poem 3        ######          ######                  ######
poem 4              ###       ###                       ###
poem 5                 #####  #####                        #####
`,
	} {
		if got := chapter.Succeed(t, new(sim.Network), name); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestSeveralAtATime(t *testing.T) {
	for n, want := range map[string]string{"1": "2.0 s", "3": "0.9 s", "9": "0.6 s"} {
		lines := strings.Split(chapter.Succeed(t, new(sim.Network), "several", "-n", n), "\n")
		if !strings.HasSuffix(lines[0], n+" at a time") || !strings.HasSuffix(lines[1], " "+want) {
			t.Errorf("%s in the last column of %q, want %s", n, lines[:2], want)
		}
	}
}

// What the text says of awaitAll when something fails.
func TestAwaitAllHearsOfErrorsInOrder(t *testing.T) {
	start := func() (ds []*deferred.Deferred[int], all *deferred.Deferred[int]) {
		for range 3 {
			ds = append(ds, deferred.New[int]())
		}
		return ds, deferred.Inline(func(c *deferred.Coroutine) (int, error) { return 0, awaitAll(c, ds) })
	}
	consume := func(error) (int, error) { return 0, nil }

	ds, all := start()
	ds[2].Errback(errNoInk)
	ds[0].Callback(0)
	if all.Fired() {
		t.Errorf("it has heard of the third before the second has come: %v", all)
	}
	ds[1].Callback(0)
	if got := all.String(); got != `error "no ink"` {
		t.Errorf("it has %s", got)
	}
	all.AddErrback(consume)

	reports := unhandled.During(func() {
		ds, all := start()
		ds[0].Errback(errNoInk)
		if got := all.String(); got != `error "no ink"` {
			t.Errorf("when the first has failed, it has %s", got)
		}
		all.AddErrback(consume)
		ds[1].Errback(errors.New("no paper"))
		ds[2].Callback(0)
	})
	if len(reports) != 1 || reports[0].Error() != "no paper" {
		t.Errorf("reported as unhandled: %v", reports)
	}
}

func TestWhatTheLoopBrings(t *testing.T) {
	for name, want := range map[string]string{
		"inline-1": `  a value, 1
Inline has returned, a Deferred: no result yet
  a value, 2
  an error, no ink
the callback has 3
`,
		"inline-2": `  first has waited for 200ms
  second has waited for 300ms
  first has waited for 200ms
first: the callback has 1
  second has waited for 300ms
second: the errback has no ink
`,
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			if o := w.Call(name); o.Status != 0 || o.Stdout != want {
				t.Errorf("%s: %+v", name, o)
			}
		})
	}
}

// A coroutine has a stack of its own, and the loop that has given it the turn is on another.
func TestTwoStacks(t *testing.T) {
	got := chapter.Succeed(t, new(sim.Network), "inline-stack")
	want := regexp.MustCompile(`^a goroutine, \[running\]:
  printStacks stack.go:\d+
  inlineStack.func1 stack.go:\d+
  package deferred, \d+
  package iter, \d+
a goroutine, \[coroutine\]:
  package iter, \d+
  package deferred, \d+
  \(\*clock\).after.func1 inline.go:\d+
  package reactor, \d+
  onClock.run inline.go:\d+
$`)
	if !want.MatchString(got) {
		t.Errorf("got\n%s", got)
	}
}

// The small inline takes stack for each result that is there; the library's takes none.
func TestResultsThatAreThereTakeNoStack(t *testing.T) {
	if small, library := onOwn(20_000, smallStacks), onOwn(20_000, libraryStacks); small < 4096 || library > 256 {
		t.Errorf("20,000 take %d KiB on the small one, %d KiB on the library's", small, library)
	}
	o := chapter.Succeed(t, new(sim.Network), "straight", "-most", "1000")
	if rows := regexp.MustCompile(`(?m)^ +\d+ +\d+ KiB +\d+ KiB$`).FindAllString(o, -1); len(rows) != 2 {
		t.Errorf("it prints\n%s", o)
	}
}

func TestAbandonedCoroutinesAreHeldUntilTheyAreEnded(t *testing.T) {
	got := chapter.Succeed(t, new(sim.Network), "abandoned")
	want := regexp.MustCompile(`^1000 chains: they hold -?\d goroutines, 0.\d KiB each
1000 coroutines: they hold (99|100)\d goroutines, ([\d.]+) KiB each
  the profile of goroutines: 1000 in forget
cancelled:
  the profile of goroutines: 500 in forget
stopped:
  the profile of goroutines: 0 in forget
$`)
	m := want.FindStringSubmatch(got)
	if m == nil {
		t.Fatalf("got\n%s", got)
	}
	if size, err := strconv.ParseFloat(m[2], 64); err != nil || size < 2 || size > 6 {
		t.Errorf("%v KiB each, and the text says some three", size)
	}
}

// Between two awaits nothing else runs; across one, anything may.
func TestCounting(t *testing.T) {
	if n := countInTurn(); n != 2*inTurns {
		t.Errorf("in turn: %d", n)
	}
	if n := countAcrossAwaits(); n != inTurns {
		t.Errorf("across awaits: %d", n)
	}
}

// Goroutines lose some counts, but on a busy machine not every time.
func TestGoroutinesLoseCount(t *testing.T) {
	const times = 1_000_000
	for range 500 {
		if n := countAtOnce(times); n < 2*times {
			return
		}
	}
	t.Error("in five hundred runs no count was lost")
}

func TestCostPrintsATable(t *testing.T) {
	o := chapter.Succeed(t, new(sim.Network), "cost", "-n", "1000")
	if rows := regexp.MustCompile(`(?m)^.{42} +\d+ ns$`).FindAllString(o, -1); len(rows) != len(ways) {
		t.Errorf("it prints\n%s", o)
	}
}

func TestWhatCannotBePrintedIsAFailure(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, ms)
		w.Start("serve-transform", "-port", "10010")
		o := w.Run(program.Env{Stdout: programtest.Full{}}, "get", "10010", "10001")
		if o.Status != 1 || !strings.HasSuffix("\n"+o.Stderr, "\nget: no room\n") {
			t.Errorf("%+v", o)
		}
	})
}

// A poem is numbered however it is cut, and what goes wrong arrives in the function that reads.
func TestLinesAreNumbered(t *testing.T) {
	for bytes := 1; bytes < 200; bytes += 13 {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Net.Buffer = 1 + bytes%7
			w.Serve(10001, "tide", bytes, ms)
			var want strings.Builder
			stanza, n := 1, 0
			for line := range strings.Lines(programtest.TextOf(t, "tide")) {
				if n++; line == "\n" {
					stanza, n = stanza+1, 0
					continue
				}
				fmt.Fprintf(&want, "%d.%d  %s", stanza, n, line)
			}
			if o := w.Call("lines", "10001"); o.Status != 0 || o.Stdout != want.String() {
				t.Errorf("%d at a time: %+v", bytes, o)
			}
		})
	}
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Behave(10002, func(c *sim.Conn) { io.WriteString(c, "Slack\nWat"); time.Sleep(20 * ms); c.SetLinger(0) })
		w.Behave(10003, programtest.Silent)
		if o := w.Call("lines", "10001"); o.Status != 1 || !strings.HasSuffix(o.Stderr, "connection refused\n") {
			t.Errorf("%+v", o)
		}
		if o := w.Call("lines", "10002"); o.Status != 1 || o.Stdout != "1.1  Slack\n" || !strings.HasSuffix(o.Stderr, "connection reset by peer\n") {
			t.Errorf("%+v", o)
		}
		ctx, interrupt := context.WithCancel(w.Context())
		time.AfterFunc(50*ms, interrupt)
		if o := chapter.Call(ctx, &w.Net, "lines", "10003"); o.Status != 1 || o.Last() != "lines: interrupted" {
			t.Errorf("%+v", o)
		}
	})
}

// The text says how an await compares. A busy machine is busy for all of them, if not at the same time.
func TestAnAwaitCostsSomeCallbacks(t *testing.T) {
	for range 20 {
		callback, await, pull := nanoseconds(callbacks, 20_000, 3), nanoseconds(awaits, 20_000, 3), nanoseconds(turns, 20_000, 3)
		if 2*pull < await && await < 6*callback {
			return
		}
	}
	t.Error("an await that waits costs more than six callbacks, or less than two of a generator's turns")
}

// The Deferred that Inline returns is not the one that is awaited: that one is left with nothing.
func TestTheReturnedDeferredIsAnother(t *testing.T) {
	poem := deferred.New[string]()
	wait := func(c *deferred.Coroutine) (string, error) { return poem.Await(c) }
	first, second := deferred.Inline(wait), deferred.Inline(wait)
	poem.Callback("tide")
	if got := first.String() + ", " + second.String() + ", " + poem.String(); got != `value tide, value , value ` {
		t.Error(got)
	}
}

// A minute of inline-1 takes no time.
func TestInline1TakesTwoWaits(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		if o := w.Call("inline-1"); o.Took != 400*time.Millisecond {
			t.Errorf("it takes %v", o.Took)
		}
	})
}
