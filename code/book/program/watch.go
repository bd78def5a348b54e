package program

import (
	"bytes"
	"fmt"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

const (
	columns   = 80 // of a terminal
	mostShown = 6  // moments that -watch shows
)

// A watch is what -watch and -at ask for.
type watch struct {
	on    bool
	given bool          // -at was
	at    time.Duration // of the moment to show
}

func (w *watch) parse(text string) error {
	at, err := time.ParseDuration(text)
	if err != nil || at < 0 {
		return fmt.Errorf("a time since the run began, such as 350ms, is needed")
	}
	w.at, w.given = at, true
	return nil
}

// writeWatch draws the run when it is over: its time line, and what it was doing at moments of our own code,
// or at the one that -at names.
func (env *Env) writeWatch(failed bool) error {
	if !env.watch.on {
		return nil
	}
	t := env.Trace.Trace()
	if len(t) == 0 {
		if !failed && env.traceFile == nil {
			fmt.Fprintf(env.Stderr, "%s: nothing happened that leaves a trace\n", env.name)
		}
		return nil
	}
	var out bytes.Buffer
	if t.Duration() > 0 {
		fmt.Fprintln(&out)
		figure.Timeline{Panels: []figure.Panel{{Trace: t}}, Legend: true}.Text(&out, columns)
	}
	env.watch.moments(&out, t)
	_, err := env.Stdout.Write(out.Bytes())
	return err
}

// moments writes what the run was doing at moments.
func (w watch) moments(out *bytes.Buffer, t trace.Trace) {
	steps, exact := t.Steps(), time.Millisecond
	if t.Duration() < 100*time.Millisecond {
		exact = time.Microsecond
	}
	show := func(step int) {
		fmt.Fprintln(out)
		figure.Moment{State: steps.State(step, w.at), At: w.at, Fold: !w.given, Exact: exact}.Text(out, columns)
	}
	if w.given {
		// A moment is cut to what is printed of it, and is found again by that.
		step := steps.At(w.at.Truncate(exact) + exact - 1)
		if step < 0 {
			fmt.Fprintf(out, "\nAt %v nothing has been called yet.\n", w.at)
			return
		}
		show(step)
		return
	}
	own := steps.Own()
	for _, step := range own[:min(len(own), mostShown)] {
		show(step)
	}
	switch more := len(own) - mostShown; {
	case steps.Len() == 0:
		fmt.Fprintln(out, "\nThis run was recorded without its calls.")
	case len(own) == 0:
		fmt.Fprintln(out, "\nNo event of this run comes from the chapter's own code.")
	case more > 0:
		last := steps.Event(own[len(own)-1]).At.Truncate(exact)
		fmt.Fprintf(out, "\nMoments not shown: %d, the last at %v. Add -at TIME to see one.\n", more, last)
	}
}
