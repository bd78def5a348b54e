package figure

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"path"
	"time"

	"slowpoetry/code/trace"
)

// A Moment shows what a run was doing at a step: the event, the calls on the stack, what is parked, and what is
// to come.
type Moment struct {
	State trace.State
	At    time.Duration // the moment itself, when the step was earlier
	Fold  bool          // calls of a library that follow each other are one line
	Exact time.Duration // what times are cut to, such as a millisecond; 0 writes them whole
}

// mostListed is how many things that wait are listed.
const mostListed = 8

// Text writes the moment in plain characters, in lines of at most width columns. It returns the error of w.
func (m Moment) Text(w io.Writer, width int) error {
	var out bytes.Buffer
	e := m.State.Event
	when := m.time(e.At)
	if now := m.time(max(m.At, e.At)); now != when {
		when = now + " (since " + when + ")"
	}
	fmt.Fprintln(&out, shorten(when+"  "+happened(e), width))
	Stack{Event: e, Fold: m.Fold}.Text(indented{&out}, width-2)
	m.list(&out, "parked", m.State.Parked, width)
	m.list(&out, "to come", m.State.ToCome, width)
	_, err := w.Write(out.Bytes())
	return err
}

// happened says what an event is.
func happened(e trace.Event) string {
	switch e.Kind {
	case trace.Send, trace.Receive:
		return fmt.Sprintf("%s: %s %d bytes", e.Task, e.Kind, e.Bytes)
	case trace.Pend:
		return cmp.Or(e.Note, e.Task) + ": pending from now on"
	}
	return fmt.Sprintf("%s: %s", e.Task, e.Kind)
}

// list writes a line for each of those that wait, the first behind the title.
func (m Moment) list(out *bytes.Buffer, title string, list []trace.Waiting, width int) {
	const indent = 11
	names, words := 0, 0
	for _, w := range list[:min(len(list), mostListed)] {
		names = max(names, textColumns(oneLine(w.Task)))
		words = max(words, textColumns(m.waits(w)))
	}
	names = min(names, max(width-indent-words-22, 12))
	title = pad("  "+title, indent)
	line := func(text string) {
		fmt.Fprintln(out, shorten(title+text, width))
		title = pad("", indent)
	}
	for _, w := range list[:min(len(list), mostListed)] {
		text := pad(shorten(w.Task, names), names) + "  " + m.waits(w)
		if w.Frame != nil && w.Frame.File != "" {
			text = fmt.Sprintf("%s  %s:%d", pad(text, names+2+words), path.Base(w.Frame.File), w.Frame.Line)
		}
		line(text)
	}
	if more := len(list) - mostListed; more > 0 {
		line(fmt.Sprintf("and %d more", more))
	}
}

// waits says what w waits for.
func (m Moment) waits(w trace.Waiting) string {
	switch {
	case w.Late:
		return "due since " + m.time(w.Due)
	case w.Due > 0:
		return "due at " + m.time(w.Due)
	case w.Kind == trace.Block:
		return "blocks since " + m.time(w.Since)
	case w.Kind == trace.Wait:
		return "waits since " + m.time(w.Since)
	case w.Kind == trace.Ready:
		return "could run since " + m.time(w.Since)
	}
	return "no result since " + m.time(w.Since)
}

func (m Moment) time(d time.Duration) string { return d.Truncate(m.Exact).String() }

// indented writes whole lines, each two columns further to the right.
type indented struct{ w io.Writer }

func (i indented) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if _, err := fmt.Fprintf(i.w, "  %s", line); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}
