package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

func TestEveryProgramHasHelp(t *testing.T) {
	list := call(t.Context(), nil, "-h")
	for _, p := range programs {
		if !strings.Contains(list.stdout, "  "+p.Name+" ") || !strings.Contains(list.stdout, p.Synopsis) {
			t.Errorf("-h does not list %s:\n%s", p.Name, list.stdout)
		}
		help := call(t.Context(), nil, p.Name, "-h")
		if help.status != 0 || help.stderr != "" || !strings.HasPrefix(help.stdout, "usage: "+p.Name+" [flags]\n") {
			t.Errorf("%s -h: %+v", p.Name, help)
		}
	}
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{"promise": `no program "promise" here: there are demo, callback, errback, `}
	for _, p := range programs {
		mistakes[p.Name+" 3"] = p.Name + `: unexpected argument "3" (-h lists the flags)`
		mistakes[p.Name+" -fast"] = p.Name + ": flag provided but not defined: -fast (-h lists the flags)"
	}
	for line, want := range mistakes {
		o := call(t.Context(), new(sim.Network), strings.Fields(line)...)
		if o.status != 2 || o.stdout != "" || !strings.HasPrefix(o.stderr, want) || strings.Count(o.stderr, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q, want status 2 and one line: %q",
				line, o.status, o.stdout, o.stderr, want)
		}
	}
}

// lineNumber is where in a file somebody fired.
var lineNumber = regexp.MustCompile(`\.go:\d+`)

func TestWhatEachProgramPrints(t *testing.T) {
	const got, none = `a poem: "A watched kettle hums another tune."` + "\n", "no poem: the server said nothing\n"
	const stopping = "stopping the reactor: <nil>\n"
	for name, want := range map[string]string{
		"callback": "it has no result yet\n" + got + "it has value A watched kettle hums another tune.\n",
		"errback":  "it has no result yet\n" + none + "it has value (silence)\n",
		"wrapped":  "no poem: poem 2: the server said nothing\nis it that the server said nothing? true\n",

		"callback-callback": got + "the first is told: <nil>\nthe second is told: already fired by Callback at callback_callback.go:N\n",
		"callback-errback":  got + "the first is told: <nil>\nthe second is told: already fired by Callback at callback_errback.go:N\n",
		"errback-callback":  none + "the first is told: <nil>\nthe second is told: already fired by Errback at errback_callback.go:N\n",
		"errback-errback":   none + "the first is told: <nil>\nthe second is told: already fired by Errback at errback_errback.go:N\n",

		"stop-twice": "With two functions:\n" + none + stopping + "a poem: \"\"\nstopping the reactor: reactor is not running\n" +
			"\nWith a Deferred:\n" + none + stopping + "the one who fired it is told: already fired by Errback at stop_twice.go:N\n",
		"both": "A poem comes:\n" + got + stopping + "None comes:\n" + none + stopping +
			"One comes, and cannot be printed:\n" + stopping + "there is an error left: out of paper\n",
	} {
		if o := succeed(t, name); lineNumber.ReplaceAllString(o.stdout, ".go:N") != want || o.took != 0 {
			t.Errorf("%s took %v and printed\n%s\nwant\n%s", name, o.took, o.stdout, want)
		}
	}
}

// What the chapter says of it.
func TestAnErrbackWithoutAnErrorIsAnErrorAllTheSame(t *testing.T) {
	d := deferred.New[string]()
	d.Errback(nil)
	if got := d.String(); got != `error "errback without an error"` {
		t.Errorf("it has %s", got)
	}
	d.AddErrback(func(error) (string, error) { return "", nil })
}

func TestOnlyTheDeferredTellsTheSecond(t *testing.T) {
	lines := strings.Split(succeed(t, "plain").stdout, "\n")
	if len(lines) != 6 {
		t.Fatalf("%q", lines)
	}
	for i, line := range lines[:5] {
		if told := strings.Contains(line, "the second is told: already fired by Callback at plain.go:"); told != (i == 4) {
			t.Error(line)
		}
	}
}

func TestTheLateReaderReadsAtOnce(t *testing.T) {
	o := succeed(t, "demo")
	if o.took != time.Second {
		t.Errorf("took %v", o.took)
	}
	want := []string{"Anna wants", "Ben wants", "  Anna reads", "  Ben reads", "whoever brought it is told: <nil>",
		"Cleo wants", "  Cleo reads", "whoever brought it is told: already fired by Callback at demo.go:", ""}
	for i, line := range strings.Split(o.stdout, "\n") {
		if i >= len(want) || !strings.HasPrefix(line, want[i]) {
			t.Errorf("line %d: %q", i, line)
		}
	}
	ends := map[string]time.Duration{}
	for _, e := range o.trace {
		if e.Kind == trace.End {
			ends[e.Task] = e.At
		}
	}
	if ends["Anna"] != 400*time.Millisecond || ends["Ben"] != 400*time.Millisecond || ends["Cleo"] != 600*time.Millisecond {
		t.Errorf("they have read at %v", ends)
	}
}

func TestAnInterruptEndsTheDemoAtOnce(t *testing.T) {
	for _, after := range []time.Duration{0, 1, 500 * time.Millisecond} {
		inWorld(t, func(t *testing.T, network *sim.Network) {
			ctx, interrupt := context.WithCancel(t.Context())
			time.AfterFunc(after, interrupt)
			if o := call(ctx, network, "demo"); o.status != 1 || o.stderr != "demo: interrupted\n" || o.took != after {
				t.Errorf("after %v: %+v", after, o)
			}
		})
	}
}
