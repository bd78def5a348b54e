package main

import (
	"errors"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/deferred"
	"slowpoetry/code/sim"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		if strings.HasPrefix(name, "get") {
			return " [HOST:]PORT [HOST:]PORT..."
		}
		return ""
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	chapter.CheckMistakes(t, map[string]string{
		"dig":                            `no program "dig" here: there are demo, serve, serve-transform, serve-silence, hasty, nest, get, deep, house-rule, get-plain`,
		"demo 3":                         `demo: unexpected argument "3" (-h lists the flags)`,
		"nest -deep":                     "nest: flag provided but not defined: -deep (-h lists the flags)",
		"hasty 3":                        `hasty: unexpected argument "3"`,
		"house-rule 3":                   `house-rule: unexpected argument "3"`,
		"deep -most 99":                  "deep: -most 99 is not deep: take 100 or more",
		"deep -most x":                   `deep: invalid value "x" for flag -most`,
		"get":                            "get: which servers? Name at least one, as [HOST:]PORT",
		"get 10001":                      "get: which poems? Name the transform server, and then a poem's at least",
		"get 10001 0":                    `get: "0" is no address`,
		"get -transform a.b 10001 10002": "get: -transform a.b: its name ends at the first full stop",
		"get -look soon 10001 10002":     `get: invalid value "soon" for flag -look`,
		"get -patience 0s 10001 10002":   "get: -patience 0s: there must be some",
		"serve-silence 3":                `serve-silence: unexpected argument "3"`,
		"get-plain":                      "get-plain: which servers?",
		"get-plain 10001":                "get-plain: which poems?",
	})
}

func TestACallbackThatDoesNotWaitHasNothing(t *testing.T) {
	if got, want := chapter.Succeed(t, new(sim.Network), "hasty"), "printed: \"\"\nthe engine is done: Slaack Waateer\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheMiddleCallbackPauses(t *testing.T) {
	if got, want := chapter.Succeed(t, new(sim.Network), "nest"), `three callbacks:
  first gets 0, returns 1
  second gets 1, returns 2
  third gets 2, returns 3
  Callback has returned
the same, and the second returns a Deferred:
  first gets 0, returns 1
  second gets 1, returns a Deferred
  Callback has returned; outer: waiting for the Deferred inner
  third gets 2, returns 3
  outer: value 3; inner: value 0
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatBecomesOfThoseWhoBreakTheRule(t *testing.T) {
	if got, want := chapter.Succeed(t, new(sim.Network), "house-rule"), `The engine makes it, and fires it:
  the poem: waiting for the Deferred drawl
  the engine is done, and hears: <nil>
  the poem: value Slaack Waateer
The guest, who is given it, fires it:
  the poem as it was, because: it takes too long
  the poem: value Slack Water
  the engine is done, and hears: already fired by Errback
The engine, in a hurry, does not fire it:
  the poem: waiting for the Deferred drawl
  the collector has taken it, and nothing is reported
It is to be fired by what waits for it:
  reported: Deferreds wait for each other: poem -> drawl -> poem
  the poem: waiting for another Deferred, which waits for this one: poem -> drawl -> poem
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The text of the chapter says how deep the stack is: as deep for 100,000 as for 100.
func TestTheStackIsNoDeeperForMoreLinks(t *testing.T) {
	for name, way := range map[string]way{"outside in": outsideIn, "inside out": insideOut} {
		if few, many := depth(100, way), depth(100_000, way); few != many || few > 12 {
			t.Errorf("%s: %d calls for 100, and %d for 100,000", name, few, many)
		}
	}
	for name, way := range map[string]way{"by Chain": byChain, "by calls": byCalls} {
		if got := depth(1000, way); got < 1000 {
			t.Errorf("%s: %d calls, for 1,000", name, got)
		}
	}
	// A deep stack would end the process, for all to see.
	defer debug.SetMaxStack(debug.SetMaxStack(64 << 10))
	outsideIn(100_000, func() {})()
	insideOut(100_000, func() {})()
}

// A busy machine may be slow for a while, but is not for every one of these.
func TestALinkTakesNoLongerWhereThereAreMany(t *testing.T) {
	for name, way := range map[string]way{"outside in": outsideIn, "inside out": insideOut} {
		var ratios []float64
		for len(ratios) < 8 {
			ratio := nanoseconds(100_000, way, 1) / nanoseconds(100, way, 1)
			if ratio <= 4 {
				break
			}
			ratios = append(ratios, ratio)
		}
		if len(ratios) == 8 {
			t.Errorf("%s: at 100,000 a link takes %.1f times what it takes at 100, want 4 at most", name, ratios)
		}
	}
}

func TestDeepPrintsATable(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "deep", "-most", "100")
	row := regexp.MustCompile(`(?m)^ +(\d+)(?: +\d+ +\d+ ns){4}$`)
	rows := row.FindAllStringSubmatch(o.Stdout, -1)
	if o.Status != 0 || len(rows) != 1 || rows[0][1] != "100" {
		t.Errorf("%+v", o)
	}
}

func TestWhatCannotBePrintedIsAFailure(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 100, ms)
		w.Start("serve-transform", "-port", "10010")
		for _, client := range []string{"get", "get-plain"} {
			o := w.Run(program.Env{Stdout: programtest.Full{}}, client, "10010", "10001")
			if o.Status != 1 || !strings.HasSuffix("\n"+o.Stderr, "\n"+client+": no room\n") {
				t.Errorf("%s: %+v", client, o)
			}
		}
	})
}

// As chapter 9 says, an errback may return a Deferred, too.
func TestAnErrbackMayReturnADeferred(t *testing.T) {
	rescue, d := deferred.New[string](), deferred.Fail[string](errors.New("no ink"))
	d.AddErrback(func(error) (string, error) { return rescue.Later() })
	rescue.Callback("a pencil")
	if got := d.String(); got != "value a pencil" {
		t.Error(got)
	}
}
