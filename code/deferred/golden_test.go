package deferred

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/traces.txt anew, by Twisted")

// A recital is a program that has a name, and its trace by Twisted.
type recital struct {
	name    string
	program program
	trace   []string
}

// TestTracesOfTwisted carries out programs that Twisted has been through elsewhere: those of
// testdata/classics.txt, each of which is about one thing, and some random ones. It is the
// comparison for where there is no Twisted.
func TestTracesOfTwisted(t *testing.T) {
	const file = "testdata/traces.txt"
	if *update {
		writeTraces(t, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	recitals := readRecitals(string(text))
	if len(recitals) < 200 {
		t.Fatalf("%d programs", len(recitals))
	}
	for _, r := range recitals {
		if got := run(r.program); !slices.Equal(got, r.trace) {
			t.Errorf("%s:\n%v\ngot:\n%s\n\nTwisted:\n%s", r.name, r.program, strings.Join(got, "\n"), strings.Join(r.trace, "\n"))
		}
	}
}

// readRecitals reads paragraphs of a name, a program, and perhaps a trace, which is indented.
func readRecitals(text string) (recitals []recital) {
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		name, rest, _ := strings.Cut(paragraph, "\n")
		source, trace, _ := strings.Cut(rest, "\n    ")
		r := recital{name: strings.TrimPrefix(name, "# "), program: parse(source)}
		if trace != "" {
			r.trace = strings.Split(trace, "\n    ")
		}
		recitals = append(recitals, r)
	}
	return recitals
}

// writeTraces has Twisted carry out the programs.
func writeTraces(t *testing.T, file string) {
	classics, err := os.ReadFile("testdata/classics.txt")
	if err != nil {
		t.Fatal(err)
	}
	recitals := readRecitals(string(classics))
	for seed := range uint64(400) {
		recitals = append(recitals, recital{
			name:    fmt.Sprint("random program ", seed),
			program: generate(rand.New(rand.NewPCG(seed, 1))),
		})
	}
	var ps []program
	for _, r := range recitals {
		ps = append(ps, r.program)
	}
	var b strings.Builder
	for i, trace := range twisted(t, pythonWithTwisted(t), ps) {
		if trace[0] != "skip" && len(trace) <= 50 {
			fmt.Fprintf(&b, "# %s\n%v    %s\n\n", recitals[i].name, ps[i], strings.Join(trace, "\n    "))
		}
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
