package deferred

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

var (
	programs = flag.Int("programs", 3000, "how many random programs to compare with Twisted")
	seed     = flag.Uint64("seed", 0, "the seed of the first of them")
)

// twisted carries out programs in Twisted and returns their traces.
func twisted(t *testing.T, python string, ps []program) [][]string {
	t.Helper()
	var in bytes.Buffer
	for _, p := range ps {
		fmt.Fprintln(&in, p)
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/on_twisted.py")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var traces [][]string
	for text := range strings.SplitSeq(strings.TrimSuffix(string(out), "\n\n"), "\n\n") {
		traces = append(traces, strings.Split(text, "\n"))
	}
	if len(traces) != len(ps) {
		t.Fatalf("%d programs, %d traces", len(ps), len(traces))
	}
	return traces
}

// pythonWithTwisted skips the test if there is none.
func pythonWithTwisted(t *testing.T) string {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import twisted.internet.defer").Run() == nil {
			return python
		}
	}
	t.Skip("no comparison with Twisted: python3 finds none here (Debian: apt install python3-twisted)")
	return ""
}

// Every program of a seed has the same trace here and in Twisted. To compare more of them:
//
//	go test ./code/deferred -run Twisted -programs 50000 -seed 123456
//
// What differs is shrunk before it is shown. A program is passed over when it does what Twisted
// answers with a stack overflow: cancelling Deferreds that wait for each other, or a canceller that
// cancels what it is cancelling.
func TestRandomProgramsAgreeWithTwisted(t *testing.T) {
	python := pythonWithTwisted(t)
	var ps []program
	for i := range *programs {
		ps = append(ps, generate(rand.New(rand.NewPCG(*seed+uint64(i), 0))))
	}
	differences := 0
	for i, want := range twisted(t, python, ps) {
		if differs(ps[i], want) {
			if differences++; differences <= 3 {
				explain(t, python, *seed+uint64(i), ps[i])
			}
		}
	}
	if differences > 0 {
		t.Errorf("%d of %d programs differ", differences, len(ps))
	}
}

// explain shrinks a program that differs, and shows what is left.
func explain(t *testing.T, python string, seed uint64, p program) {
	for {
		candidates := smaller(p)
		if len(candidates) == 0 {
			break
		}
		wants := twisted(t, python, candidates)
		found := false
		for i, want := range wants {
			if differs(candidates[i], want) {
				p, found = candidates[i], true
				break
			}
		}
		if !found {
			break
		}
	}
	want := twisted(t, python, []program{p})[0]
	got := run(p)
	n := 0 // where they part
	for n < min(len(got), len(want)) && got[n] == want[n] {
		n++
	}
	last := func(trace []string) string { return strings.Join(trace[max(0, n-20):min(n+10, len(trace))], "\n") }
	t.Errorf("seed %d\n%v\ngot:\n%s\n\nTwisted:\n%s", seed, p, last(got), last(want))
}

// differs reports whether p has another trace here.
func differs(p program, want []string) bool {
	return want[0] != "skip" && !slices.Equal(run(p), want)
}
