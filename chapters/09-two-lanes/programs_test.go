package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slowpoetry/code/sim"
	"strings"
	"testing"

	"slowpoetry/code/book/chain"
)

func TestAnErrorClimbsByHandAndAPanicByItself(t *testing.T) {
	if got, want := chapter.Succeed(t, new(sim.Network), "climb"), `An error is returned:
hang calls frame
  frame calls fetch
    fetch returns: no ink
  frame returns: no ink
hang hangs up an apology
The same error, in a panic:
hang calls frame
  frame calls fetch
    fetch panics: no ink
hang recovers: no ink
hang hangs up an apology
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAnErrorRidesDownTheChain(t *testing.T) {
	if got, want := chapter.Succeed(t, new(sim.Network), "ride"), `the chain is made, and there is no poem yet
apologise is called: no ink
hang is called with an apology
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The apology is ready, and is not hung up: the error climbs to the loop instead.
func TestAnErrorThatComesLaterStraysToTheLoop(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "stray")
	if want := `hangLater asks for a poem
hangLater returns: nothing has gone wrong
the loop calls us: the poem is there
    fetch panics: no ink
closing time, and the wall is empty
`; o.Stdout != want || o.Status != 0 {
		t.Errorf("status %d, got\n%s\nwant\n%s", o.Status, o.Stdout, want)
	}
	if !strings.Contains(o.Stderr, `panic="no ink"`) || strings.Count(o.Stderr, "\n") != 1 {
		t.Errorf("the log: %s", o.Stderr)
	}
}

func TestSimulateDrawsAChainUnfiredAndBothFirings(t *testing.T) {
	const want = `
not fired                 fired with a value        fired with an error
    values     errors         values     errors         values     errors
                                 | a value                    no line |
1  (return )              1  (return )              1  (return )      |
                                 |                                    |
                                 | a value!                           |
2             [ fail  ]   2      |      [ fail  ]   2             [ fail  ]
                                 |                                    |
                                 |                                    |
                          the result: a value!      unhandled error: no la..
`
	if got := "\n" + chapter.Succeed(t, new(sim.Network), "simulate", "-both", "fire error no line", "return %v!", "| fail no ladder"); got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
}

func TestTheDemoHasOneChainWhoseErrorIsHandledByNobody(t *testing.T) {
	got := chapter.Succeed(t, new(sim.Network))
	if n := strings.Count(got, "\nunhandled error: no ink\n"); n != 1 {
		t.Errorf("%d unhandled errors:\n%s", n, got)
	}
	if n := strings.Count(got, "\nthe result: an apology, framed\n"); n != 2 {
		t.Errorf("%d apologies:\n%s", n, got)
	}
}

func TestWhoReportsAnUnhandledError(t *testing.T) {
	got := chapter.Succeed(t, new(sim.Network), "unhandled")
	want := regexp.MustCompile(`^an error, and we hold the Deferred:
  nothing is reported
we do not hold it any more:
  reported: no ink
another, with an errback:
  nothing is reported
another, with a callback:
  reported: no ink
another, with a bad errback:
  reported: panic: runtime error: index out of range \[6\] with length 3
    apologiseBadly unhandled\.go:[0-9]+
$`)
	if !want.MatchString(got) {
		t.Errorf("got\n%s", got)
	}
}

func TestADescriptionComesFromArgumentsOrAFile(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(example), "\n")
	file := filepath.Join(t.TempDir(), "example.chain")
	if err := os.WriteFile(file, []byte("# an example\n"+example), 0o666); err != nil {
		t.Fatal(err)
	}
	want := chapter.Succeed(t, new(sim.Network), "simulate")
	if !strings.HasSuffix(want, "\nthe result: an apology, hung\n") {
		t.Errorf("the example:\n%s", want)
	}
	if got := chapter.Succeed(t, new(sim.Network), append([]string{"simulate"}, lines...)...); got != want {
		t.Errorf("from arguments:\n%s", got)
	}
	if got := chapter.Succeed(t, new(sim.Network), "simulate", "-file", file); got != want {
		t.Errorf("from a file:\n%s", got)
	}
	told := chapter.Succeed(t, new(sim.Network), "simulate", "-tell")
	if !strings.HasPrefix(told, "Fired with the value tide.\nStage 1: ") || !strings.HasSuffix(told, "\n\n"+want) {
		t.Errorf("with words:\n%s", told)
	}
}

func TestAFileThatIsNotThere(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "simulate", "-file", filepath.Join(t.TempDir(), "none"))
	if o.Status != 1 || !strings.HasPrefix(o.Stderr, "simulate: open ") || strings.Count(o.Stderr, "\n") != 1 {
		t.Errorf("%+v", o)
	}
}

func TestThereIsOneRightAnswer(t *testing.T) {
	for number := range uint64(200) {
		d := chain.Random(number, 4)
		if got := chapter.Succeed(t, new(sim.Network), "ask", fmt.Sprint(number)); got != d.String()+howToAnswer {
			t.Fatalf("chain %d:\n%s", number, got)
		}
		way, end := goes(d, d.Run())
		if got := chapter.Succeed(t, new(sim.Network), "ask", fmt.Sprint(number), way, end); !strings.HasSuffix(got, "\nThat is right.\n") {
			t.Fatalf("chain %d, %s %s:\n%s", number, way, end, got)
		}
		other := map[string]string{"value": "error", "error": "value"}[end]
		want := fmt.Sprintf("ask: not %s %s: it goes %[1]s %[3]s\n", way, other, end)
		if o := chapter.Call(t.Context(), new(sim.Network), "ask", fmt.Sprint(number), way, other); o.Status != 1 || o.Stderr != want {
			t.Fatalf("chain %d, %s %s: %+v", number, way, other, o)
		}
	}
}
