package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(string) string { return "" })
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{"promise": `no program "promise" here: there are demo, miscount, callback, `}
	for _, p := range programs {
		mistakes[p.Name+" 3"] = p.Name + `: unexpected argument "3" (-h lists the flags)`
		mistakes[p.Name+" -fast"] = p.Name + ": flag provided but not defined: -fast (-h lists the flags)"
	}
	chapter.CheckMistakes(t, mistakes)
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

		"twice": "first     second    called               the second returned\n" +
			"Callback  Callback  callback: kettle     already fired by Callback at twice.go:N (made at twice.go:N)\n" +
			"Callback  Errback   callback: kettle     already fired by Callback at twice.go:N (made at twice.go:N)\n" +
			"Errback   Callback  errback: no kettle   already fired by Errback at twice.go:N (made at twice.go:N)\n" +
			"Errback   Errback   errback: no kettle   already fired by Errback at twice.go:N (made at twice.go:N)\n",

		"stop-twice": "With two functions:\n" + none + stopping + "a poem: \"\"\nstopping the reactor: reactor is not running\n" +
			"\nWith a Deferred:\n" + none + stopping + "fire returns: already fired by Errback at stop_twice.go:N (made at stop_twice.go:N)\n",
		"both": "A poem comes:\n" + got + stopping + "None comes:\n" + none + stopping +
			"One comes, and cannot be printed:\n" + stopping + "there is an error left: out of paper\n",
	} {
		if o, _ := chapter.Alone(t, name); lineNumber.ReplaceAllString(o.Stdout, ".go:N") != want || o.Took != 0 {
			t.Errorf("%s took %v and printed\n%s\nwant\n%s", name, o.Took, o.Stdout, want)
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

// A missing return in what answers, and it is a healthy server's poem that is lost.
func TestAMissingReturnLosesAHealthyPoem(t *testing.T) {
	const want = `poem 2: no poem: the server said nothing
poem 2: complete, 0 bytes
poem 1: complete, 35 bytes
poem 3: no poem: reactor stopped
poem 3: complete, 0 bytes
2 of 3 poems did not come
`
	if o, _ := chapter.Alone(t, "miscount"); o.Stdout != want || o.Took != servers[0].delay {
		t.Errorf("took %v and printed\n%s\nwant\n%s", o.Took, o.Stdout, want)
	}
}

func TestOnlyTheDeferredTellsTheSecond(t *testing.T) {
	o, _ := chapter.Alone(t, "plain")
	lines := strings.Split(o.Stdout, "\n")
	if len(lines) != 6 {
		t.Fatalf("%q", lines)
	}
	for i, line := range lines[:5] {
		if told := strings.Contains(line, "tells the second: already fired by Callback at plain.go:"); told != (i == 4) {
			t.Error(line)
		}
	}
}

func TestTheLateReaderReadsAtOnce(t *testing.T) {
	o, run := chapter.Alone(t, "demo")
	if o.Took != time.Second {
		t.Errorf("took %v", o.Took)
	}
	want := []string{"Anna asks", "Ben asks", "  Anna reads", "  Ben reads", "the postman hears: <nil>",
		"Cleo asks", "  Cleo reads", "the postman hears: already fired by Callback at demo.go:", ""}
	for i, line := range strings.Split(o.Stdout, "\n") {
		if i >= len(want) || !strings.HasPrefix(line, want[i]) {
			t.Errorf("line %d: %q", i, line)
		}
	}
	ends := map[string]time.Duration{}
	for _, e := range run {
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
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			ctx, interrupt := context.WithCancel(t.Context())
			time.AfterFunc(after, interrupt)
			if o := chapter.Call(ctx, &w.Net, "demo"); o.Status != 1 || o.Stderr != "demo: interrupted\n" || o.Took != after {
				t.Errorf("after %v: %+v", after, o)
			}
		})
	}
}
