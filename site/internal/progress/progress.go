// Package progress tells whoever waits at a terminal what is being done, and how far it is.
//
//	display := progress.New(os.Stderr, nil)
//	err := display.Step("Hugo", func(step *progress.Step) error {
//		step.Status("compiled %d of %d packages", n, all) // may be called as often as one likes
//		step.Note("v0.165.0")
//		return nil
//	})
//
// prints, when the step is over,
//
//	164.2 s  Hugo: v0.165.0
//
// The one rule: a step that works prints one line, and only what lasts shows how far it is. On a
// terminal that is one line which changes; in a file or a pipe, a line every few seconds.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"slowpoetry/code/trace"
)

const (
	patience = time.Second            // what is over sooner was quick
	often    = 5 * time.Second        // between lines of status
	redraw   = 200 * time.Millisecond // between changes of the one line of a terminal
	columns  = 80                     // of a terminal that does not say how many it has
)

// A Display shows steps, one after the other. Its methods, and those of its steps, may be called
// from any goroutine.
type Display struct {
	Brief bool // leave out steps that were over in no time

	mu    sync.Mutex
	w     io.Writer
	live  bool // w is a terminal
	trace *trace.Recorder
	wide  func() int // columns of the terminal now
	drawn bool       // a line that will change
	wrote time.Time  // a line that stays
}

// New returns a display on w. Each step becomes a task in the recorder, which may be nil.
func New(w io.Writer, trace *trace.Recorder) *Display {
	d := &Display{w: w, live: isTerminal(w), wide: func() int { return columns }, trace: trace}
	if file, ok := w.(*os.File); ok && d.live {
		d.wide = func() int { return width(file) }
	}
	return d
}

// isTerminal reports whether w shows a carriage return as one.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" || os.Getenv("CI") != "" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A Step is one thing that is being done.
type Step struct {
	display *Display
	name    string
	start   time.Time
	status  string
	note    string
}

// Step shows that work is being done, under a name, and returns work's error: reporting that is
// left to the caller.
func (d *Display) Step(name string, work func(*Step) error) error {
	s := &Step{display: d, name: name, start: time.Now()}
	stop := s.keepShowing()
	d.trace.Run(name)
	err := work(s)
	d.trace.End(name)
	stop()

	took := time.Since(s.start)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.erase()
	if err != nil || d.Brief && took < patience {
		return err
	}
	line := name
	if s.note != "" {
		line += ": " + s.note
	}
	fmt.Fprintf(d.w, "%6.1f s  %s\n", took.Seconds(), line)
	return nil
}

// keepShowing shows now and then how far the step is, until the function it returns is called.
func (s *Step) keepShowing() (stop func()) {
	first, pause := often, often
	if s.display.live {
		first, pause = patience, redraw
	}
	ended, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for next := time.After(first); ; next = time.After(pause) {
			select {
			case <-next:
				s.show()
			case <-ended:
				return
			}
		}
	}()
	return func() {
		close(ended)
		<-stopped
	}
}

// show shows what the step is doing and for how long.
func (s *Step) show() {
	d := s.display
	d.mu.Lock()
	defer d.mu.Unlock()
	line := fmt.Sprintf("%6.0f s  %s", time.Since(s.start).Seconds(), s.name)
	if s.status != "" {
		line += ": " + s.status
	}
	line += " …"
	switch {
	case d.live:
		d.draw(line)
	case time.Since(d.wrote) >= often:
		fmt.Fprintln(d.w, line)
		d.wrote = time.Now()
	}
}

// Status says what the step is doing now. It costs next to nothing.
func (s *Step) Status(format string, args ...any) {
	s.display.mu.Lock()
	defer s.display.mu.Unlock()
	s.status = fmt.Sprintf(format, args...)
}

// Note sets what is worth knowing about the step once it is done.
func (s *Step) Note(format string, args ...any) {
	s.display.mu.Lock()
	defer s.display.mu.Unlock()
	s.note = fmt.Sprintf(format, args...)
}

// Print prints lines that stay, indented beneath the times.
func (s *Step) Print(text string) {
	s.display.mu.Lock()
	defer s.display.mu.Unlock()
	s.display.erase()
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		fmt.Fprint(s.display.w, "          ", line)
	}
	s.display.wrote = time.Now()
}

// clear is what a terminal takes for: nothing from here to the end of the line.
const clear = "\x1b[K"

// draw replaces the line that changes, with one that leaves the last column free and so never wraps.
func (d *Display) draw(line string) {
	fmt.Fprint(d.w, "\r", cut(line, d.wide()-1), clear)
	d.drawn = true
}

// erase takes the line that changes away.
func (d *Display) erase() {
	if d.drawn {
		fmt.Fprint(d.w, "\r", clear)
		d.drawn = false
	}
}

// cut returns as much of a line as fits into the columns, with an ellipsis where it does not all.
func cut(line string, columns int) string {
	used, fits := 0, 0 // fits is where the ellipsis would still have room
	for i, r := range line {
		if used < columns {
			fits = i
		}
		if used += cells(r); used > columns {
			return line[:fits] + strings.Repeat("…", min(1, max(0, columns)))
		}
	}
	return line
}

// cells returns how many columns of a terminal a character takes.
func cells(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana),
		r >= 0x3000 && r <= 0x303e, r >= 0xff01 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	return 1
}
