// Command bench measures code/deferred beside Twisted's Deferreds and Node's promises, each where
// it is installed:
//
//	go run ./deferred           # a table, in half a minute
//	go run ./deferred -short    # in a few seconds
//
// It prints the processor time of a unit of each workload, in nanoseconds, collection of garbage
// included, and how many times ours that of the others is. Each has a process of its own, they
// take turns, and a figure is the median of its rounds: on a busy machine the ratios hold better
// than the times.
//
// Node stays ahead where the languages differ. Its coroutine that waits is an object of the compiler's
// making, with the variables that are still needed; Go's has a stack, of 2 kB at least, and two
// switches to and from it cost more than a call of Node's.
//
// A long chain that is pending costs us more, too, since it is memory most of all: 80 bytes a link.
// Node's collector has a nursery, where allocation is an addition and what has died costs nothing.
// Go's clears memory before it hands it out, and marks what lives. Beyond some 10,000 links Node's
// nursery is full, and the ratio turns.
package main

import (
	"bufio"
	"bytes"
	"embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

//go:embed twisted_peer.py node_peer.mjs
var sources embed.FS

// A peer is somebody who can do the workloads.
type peer struct {
	name    string
	command func() *exec.Cmd
	figures map[string][]float64 // of each workload, from each round
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "child" {
		measureAll(os.Stdout)
		return
	}
	short := flag.Bool("short", false, "one round")
	rounds := flag.Int("rounds", 5, "how many")
	flag.Parse()
	if *short {
		*rounds = 1
	}
	if err := run(*rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run has all peers do all workloads, round by round, and prints what came out.
func run(rounds int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	peers := []*peer{{name: "ours", command: func() *exec.Cmd { return exec.Command(self, "child") }}}
	for _, p := range []struct{ name, probe, file string }{
		{"Twisted", "import twisted.internet.defer", "twisted_peer.py"},
		{"Node", "0", "node_peer.mjs"},
	} {
		interpreter, ok := find(p.name, p.probe)
		if !ok {
			fmt.Printf("without %s, which is not installed\n", p.name)
			continue
		}
		source, err := sources.ReadFile(p.file)
		if err != nil {
			return err
		}
		peers = append(peers, &peer{name: p.name, command: func() *exec.Cmd {
			return command(interpreter, string(source))
		}})
	}
	for round := range rounds {
		for _, p := range peers {
			fmt.Fprintf(os.Stderr, "\rround %d of %d: %-10s", round+1, rounds, p.name)
			if err := p.measure(); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	fmt.Fprint(os.Stderr, "\r\x1b[K")
	return table(peers)
}

// find returns the interpreter of a peer that can execute probe.
func find(peer, probe string) (interpreter string, ok bool) {
	candidates := []string{"node"}
	if peer == "Twisted" {
		candidates = []string{"python3", "/usr/bin/python3"}
	}
	for _, interpreter := range candidates {
		if command(interpreter, probe).Run() == nil {
			return interpreter, true
		}
	}
	return "", false
}

// command returns one that executes a source text.
func command(interpreter, source string) *exec.Cmd {
	if interpreter == "node" {
		return exec.Command(interpreter, "--expose-gc", "--input-type=module", "-e", source)
	}
	return exec.Command(interpreter, "-c", source)
}

// measure has p do everything once. It prints a line for each workload: its name and a figure.
func (p *peer) measure() error {
	cmd := p.command()
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	if p.figures == nil {
		p.figures = make(map[string][]float64)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		name, figure, _ := strings.Cut(lines.Text(), "\t")
		value, err := strconv.ParseFloat(figure, 64)
		if err != nil {
			return fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		p.figures[name] = append(p.figures[name], value)
	}
	return lines.Err()
}

// median returns the figure of a workload, if p has one.
func (p *peer) median(workload string) (figure float64, ok bool) {
	figures := slices.Sorted(slices.Values(p.figures[workload]))
	if len(figures) == 0 {
		return 0, false
	}
	return figures[len(figures)/2], true
}

// table prints the medians.
func table(peers []*peer) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "workload\tunit\t")
	for _, p := range peers {
		fmt.Fprintf(w, "%s\t", p.name)
		if p != peers[0] {
			fmt.Fprint(w, "÷ ours\t")
		}
	}
	fmt.Fprintln(w)
	for _, load := range workloads() {
		fmt.Fprintf(w, "%s\t%s\t", load.name, load.unit)
		ours, _ := peers[0].median(load.name)
		for _, p := range peers {
			figure, ok := p.median(load.name)
			switch {
			case !ok:
				fmt.Fprint(w, "–\t–\t")
			case p == peers[0]:
				fmt.Fprintf(w, "%.0f\t", figure)
			default:
				fmt.Fprintf(w, "%.0f\t%.1f\t", figure, figure/ours)
			}
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}
