package main

import (
	"maps"
	"regexp"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

func TestEveryProgramHasHelp(t *testing.T) { chapter.CheckHelp(t, arguments) }

// arguments are what a program takes beside flags.
func arguments(name string) string {
	switch name {
	case "hear", "crowd", "proxy", "deadline":
		return " [HOST:]PORT"
	}
	return ""
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recant":                     `no program "recant" here: there are demo, serve, hear, crowd, proxy, cancel-1, cancel-2,`,
		"demo 3":                     `demo: unexpected argument "3" (-h lists the flags)`,
		"cancel-1 3":                 `cancel-1: unexpected argument "3" (-h lists the flags)`,
		"cancel-9 3":                 `cancel-9: unexpected argument "3" (-h lists the flags)`,
		"context 3":                  `context: unexpected argument "3" (-h lists the flags)`,
		"plain 3":                    `plain: unexpected argument "3" (-h lists the flags)`,
		"cost -times 0":              "cost: -times is more than nothing",
		"hear -for -1s 10001":        "hear: -for is no shorter than nothing",
		"hear -stay -1s 10001":       "hear: -stay is no shorter than nothing",
		"hear 10001 10002":           "hear: one server, and not 2",
		"deadline -within 0s 10001":  "deadline: -within is more than nothing",
		"crowd -for 0s 10001":        "crowd: -for is more than nothing",
		"crowd 10001 10002":          "crowd: one server, and not 2",
		"deadline 10001 10002":       "deadline: one server, and not 2",
		"proxy 10001 10002":          "proxy: a proxy has one server, and not 2",
		"proxy -keep -1s 10001":      "proxy: -keep is no shorter than nothing",
		"proxy -finish -hasty 10001": "proxy: -finish or -hasty, and not both",
	}
	for _, p := range programs {
		if arguments(p.Name) != "" {
			maps.Copy(mistakes, programtest.AddressMistakes(p.Name))
		}
	}
	chapter.CheckMistakes(t, mistakes)
}

// twelve is what the twelve examples print. TestTheTwelveInTwisted says that Twisted prints the same.
var twelve = map[string]string{
	"cancel-1": "Cancel\nCancel has returned\nunhandled: cancelled\n",
	"cancel-2": "Cancel\n  the errback hears: cancelled\nCancel has returned\n",
	"cancel-3": "Callback\n  the callback hears: tide\nCancel\nCancel has returned\n",
	"cancel-4": "Cancel\n  the errback hears: cancelled\nCallback\nCallback has returned: <nil>\n",
	"cancel-5": "Cancel\n  the canceller is called\n  the errback hears: cancelled\nCancel has returned\n",
	"cancel-6": "Cancel\n  the callback hears: the first verse\n",
	"cancel-7": "Cancel\n  the errback hears: interrupted at verse two\n",
	"cancel-8": "Callback\n  the callback hears: tide\nCancel\nCancel has returned\n",
	"cancel-9": "0.5 s: the poem is written\n0.5 s: the callback hears: tide\n",
	"cancel-10": "0.2 s: the errback hears: cancelled\n" +
		"0.5 s: the poem is written\n",
	"cancel-11": "0.2 s: the errback hears: cancelled\n",
	"cancel-12": "Callback\n  a callback has tide, and asks for a translation\n" +
		"Cancel\n  the inner canceller is called\n  the errback hears: cancelled\nCancel has returned\n",
}

// others are programs whose output is the same each time.
var others = map[string]string{
	"moments": `0.1 s: Cancel
0.1 s: the poem is called off
0.1 s: the errback hears: cancelled
1.2 s: the poem is there
1.3 s: Cancel
1.3 s: the translation is called off
1.3 s: the errback hears: cancelled
2.2 s: the poem is there
2.4 s: the translation is there
2.4 s: the callback hears: translation
2.5 s: Cancel
`,
	"edges": `Without a canceller, two results come late:
  the errback hears: cancelled
  the first Callback returns: <nil>
  the second: already fired by Cancel
With a canceller, one:
  the errback hears: cancelled
  Callback returns: already fired by Cancel
Cancelled by its canceller too, and once more:
  the canceller is called
  the errback hears: cancelled
The canceller panics:
  we, who cancel, recover: no brakes
  fired: false
  the callback hears: tide
  Callback returns: <nil>
`,
	"list": `A list of three, of which one is there:
  tide is called off
  lamp is called off
  the list's callback hears: "", cancelled
  the list's callback hears: "The Kettle", <nil>
  the list's callback hears: "", cancelled
All or nothing:
  tide is called off
  the list's errback hears: deferred 0 of the list: cancelled
  lamp is called off
`,
	"coroutine": `A coroutine that gives up:
  tide is called off
  Await returns: cancelled
  the coroutine puts its pens away
  the errback hears: cancelled
One that awaits a list:
  tide is called off
  kettle is called off
  Await returns: cancelled, cancelled; error: <nil>
  the callback hears: no poems today
`,
	"context": `A context cancels a Deferred:
0.2 s: the poem is called off
0.2 s: the errback hears: the page was closed
The poem is there first, and what comes after it is not bound:
1.2 s: the poem is there
1.6 s: the translation is there
1.6 s: the callback hears: translation
A Deferred ends a context:
2.2 s: the errback hears: cancelled
2.4 s: the function has returned; it was told: cancelled
`,
	"plain": `The one who came first leaves:
  the readers: has left, has the poem, has the poem
  the download: <nil>
All three leave:
  the readers: has left, has left, has left
  the download: all who waited have left
`,
}

func TestWhatTheProgramsPrint(t *testing.T) {
	for name, want := range collected() {
		if got := chapter.Succeed(t, new(sim.Network), name); got != want {
			t.Errorf("%s prints\n%s\nwant\n%s", name, got, want)
		}
	}
	for _, name := range []string{"cancel-9", "cancel-10", "cancel-11", "moments", "context", "plain"} {
		want := twelve[name] + others[name]
		if o, _ := chapter.Alone(t, name); o.Stdout != want {
			t.Errorf("%s prints\n%s\nwant\n%s", name, o.Stdout, want)
		}
	}
}

// collected returns the programs that wait for the garbage collector, which is not in a bubble of
// testing/synctest, and what they print.
func collected() map[string]string {
	m := map[string]string{}
	for _, texts := range []map[string]string{twelve, others} {
		for name, want := range texts {
			if !strings.Contains(want, " s: ") && name != "plain" {
				m[name] = want
			}
		}
	}
	return m
}

func TestCostPrintsATable(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "cost", "-times", "10")
	rows := regexp.MustCompile(`(?m)^a .*[a-zA-Z] +\d+ ns$`).FindAllString(o.Stdout, -1)
	if o.Status != 0 || len(rows) != len(ways) {
		t.Errorf("%+v", o)
	}
}

func TestTheDemoStopsTheServer(t *testing.T) {
	o, _ := chapter.Alone(t, "demo")
	const want = "a proxy that goes on: the server recites 12 pieces of 12\nproxy 3.0: the server recites 5 pieces of 12\n"
	if !strings.HasPrefix(o.Stdout, want) || strings.Count(o.Stdout, "x\n") != 1 {
		t.Errorf("printed\n%s", o.Stdout)
	}
}
