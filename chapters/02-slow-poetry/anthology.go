package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// An anthology is the poems that a client is fetching. All the clients of this chapter have one.
type anthology struct {
	env   *program.Env
	start time.Time
	used  time.Duration // processor time, before the start
	poems []*poem
	each  func(piece []byte) []byte // done to every piece, if not nil: get-loud needs it

	mu sync.Mutex // get-goroutines reports from many goroutines at once
}

// A poem is on its way, or here.
type poem struct {
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    []byte // what has come so far, cut anywhere
	err     error  // why there will be no more
}

// newAnthology reads a client's command line.
func newAnthology(env *program.Env, args []string) (*anthology, error) {
	flags := env.Flags("[HOST:]PORT...")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return nil, err
	}
	a := &anthology{env: env, start: time.Now(), used: program.ProcessorTime()}
	for i, address := range addresses {
		p := &poem{task: fmt.Sprintf("poem %d", i+1), address: address}
		a.poems = append(a.poems, p)
		env.Trace.Ready(p.task)
	}
	return a, nil
}

// enter notes what p is doing now.
func (a *anthology) enter(p *poem, state trace.Kind) {
	a.env.Trace.Record(trace.Event{Task: p.task, Kind: state})
}

// got adds a piece to p. It copies the piece.
func (a *anthology) got(p *poem, piece []byte) {
	if len(piece) == 0 {
		return
	}
	a.env.Trace.Receive(p.task, len(piece))
	a.say("%s: %d bytes from %s", p.task, len(piece), p.address)
	if a.each != nil {
		piece = a.each(piece)
	}
	p.text = append(p.text, piece...)
}

// ended notes that p is complete, or why it never will be.
func (a *anthology) ended(p *poem, err error) {
	if err == nil && len(p.text) == 0 {
		err = fmt.Errorf("%s said nothing", p.address)
	}
	p.err = err
	a.env.Trace.End(p.task)
	switch {
	case errors.Is(err, context.Canceled): // it was Ctrl-C, which needs no explanation
	case err != nil:
		a.say("%s: %v", p.task, err)
	default:
		a.say("%s: complete, %d bytes in %.1f s", p.task, len(p.text), time.Since(a.start).Seconds())
	}
}

// cost says how long the processors have worked for the program, where the system tells us.
func (a *anthology) cost() string {
	used := program.ProcessorTime() - a.used
	if used == 0 {
		return ""
	}
	return fmt.Sprintf(", used a processor for %.0f ms", float64(used)/float64(time.Millisecond))
}

// say reports progress.
func (a *anthology) say(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	fmt.Fprintf(a.env.Stderr, format+"\n", args...)
}

// publish prints the poems that came, and returns an error when some did not. It prints nothing
// when ctx is done, by Ctrl-C.
func (a *anthology) publish(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	missing := 0
	for i, p := range a.poems {
		if p.err != nil {
			missing++
			continue
		}
		if i > missing { // not the first that is printed
			fmt.Fprintln(a.env.Stdout)
		}
		if _, err := a.env.Stdout.Write(p.text); err != nil {
			return err
		}
	}
	if missing > 0 {
		return fmt.Errorf("%d of %d poems did not come", missing, len(a.poems))
	}
	a.say("%s in %.1f s", count(len(a.poems), "poem"), time.Since(a.start).Seconds())
	return nil
}

// count returns a number and what it counts: "1 poem", "3 poems".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
