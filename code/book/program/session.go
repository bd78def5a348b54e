package program

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"sync"
	"time"

	"slowpoetry/code/trace"
)

// A Session runs several commands of one chapter in one process, as a reader does who has opened
// several terminals: servers in the background, then the clients that call them. It is how the
// pages of the book run a chapter, where there is one process and a network in its memory.
type Session struct {
	Title    string
	Programs []Program
	Net      Network // that the commands share

	// Terminal returns what the command of this number, from 0 on, writes to: its standard
	// output and its standard error alike. No two writes to it overlap.
	Terminal func(command int) io.Writer

	// Events takes what happens, as it happens, a line of JSON each: see [Event].
	Events io.Writer
}

// An Event is something that happened in a session: a command starts, reports to its trace, or
// ends.
type Event struct {
	Event   string        `json:"event"` // "start", "trace" or "end"
	Command int           `json:"command"`
	At      time.Duration `json:"at"` // in nanoseconds, since the session began
	*Traced               // of a "trace"
	Status  *int          `json:"status,omitempty"` // of an "end"
}

// A Traced is what a [trace.Event] says beside its time.
type Traced struct {
	Task  string `json:"task"`
	Kind  string `json:"kind"`
	Bytes int    `json:"bytes"`
	Note  string `json:"note"`

	ID  int           `json:"id,omitempty"`
	Due time.Duration `json:"due,omitempty"` // in nanoseconds, since the session began

	// Stack is the number of the calls that led to the event, from 1 on. They are in Calls the first time
	// that the session mentions them.
	Stack int     `json:"stack,omitempty"`
	Calls []Frame `json:"calls,omitempty"`
	of    *trace.Stack
}

// A Frame is a [trace.Frame], and whether that is ours.
type Frame struct {
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Ours     bool   `json:"ours"`
}

// lastWords is how long commands in the background have for what they still want to say when the
// last in the foreground has ended. Then comes their Ctrl-C.
const lastWords = 200 * time.Millisecond

// Run runs the commands in args: one, as [Run] takes it, or several. An argument & ends a command
// that runs in the background, and an argument ; one that runs to its end before the next. The
// next after & starts when its forerunner has printed a line. When the last command in the
// foreground is over, the contexts of those in the background end. Run returns the status of the
// last command in the foreground, when all have ended.
func (s Session) Run(ctx context.Context, args []string) (status int) {
	ctx, interrupt := context.WithCancel(ctx)
	defer interrupt()
	events := &teller{locked: locked{w: s.Events}, stacks: map[*trace.Stack]int{}}
	var commands []*command
	for i, line := range split(args) {
		commands = append(commands, s.command(i, line, events))
	}
	var background sync.WaitGroup
	foreground := false
	for _, c := range commands {
		if c.background {
			background.Go(func() { c.run(ctx) })
			select {
			case <-c.output.line:
			case <-c.ended:
			}
			continue
		}
		foreground = true
		status = c.run(ctx)
	}

	quiet := make(chan struct{})
	go func() {
		background.Wait()
		close(quiet)
	}()
	if foreground {
		said := time.AfterFunc(lastWords, interrupt)
		defer said.Stop()
	}
	<-quiet
	return status
}

// A line is a command of a session as it was typed.
type line struct {
	args       []string
	background bool
}

// split finds the commands in args. There is at least one, which may be empty.
func split(args []string) []line {
	var lines []line
	var last line
	for _, arg := range args {
		switch arg {
		case "&", ";":
			last.background = arg == "&"
			lines = append(lines, last)
			last = line{}
		default:
			last.args = append(last.args, arg)
		}
	}
	if len(last.args) > 0 || len(lines) == 0 {
		lines = append(lines, last)
	}
	return lines
}

// A command is one of a session.
type command struct {
	line
	session Session
	number  int
	trace   *trace.Recorder // whose clock is the session's
	output  *output
	events  *teller
	ended   chan struct{} // closed
}

func (s Session) command(number int, l line, events *teller) *command {
	c := &command{
		line: l, session: s, number: number, events: events, trace: trace.New(),
		output: &output{locked: locked{w: s.Terminal(number)}, line: make(chan struct{})},
		ended:  make(chan struct{}),
	}
	c.trace.KeepStacks()
	c.trace.Follow(func(e trace.Event) {
		c.tell(Event{Event: "trace", At: e.At, Traced: &Traced{Task: e.Task, Kind: e.Kind.String(), Bytes: e.Bytes,
			Note: e.Note, ID: e.ID, Due: e.Due, of: e.Stack}})
	})
	return c
}

// run runs the command to its end.
func (c *command) run(ctx context.Context) (status int) {
	c.tell(Event{Event: "start", At: c.trace.Now()})
	KeepStacks(c.trace)
	env := &Env{Stdout: c.output, Stderr: c.output, Net: c.session.Net, Trace: c.trace}
	status = Run(ctx, env, c.session.Title, c.session.Programs, c.args)
	c.tell(Event{Event: "end", At: c.trace.Now(), Status: &status})
	close(c.ended)
	return status
}

// tell tells e, with the number of the command.
func (c *command) tell(e Event) {
	e.Command = c.number
	c.events.tell(e)
}

// A teller writes the events of a session, and each stack once.
type teller struct {
	locked
	stacks map[*trace.Stack]int // their numbers
}

// tell writes e as a line. Nobody could be told if that failed.
func (t *teller) tell(e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e.Traced != nil && e.of != nil {
		if t.stacks[e.of] == 0 {
			t.stacks[e.of] = len(t.stacks) + 1
			e.Calls = calls(e.of)
		}
		e.Stack = t.stacks[e.of]
	}
	if text, err := json.Marshal(e); err == nil {
		t.w.Write(append(text, '\n'))
	}
}

func calls(s *trace.Stack) []Frame {
	list := []Frame{}
	for _, f := range s.Frames {
		list = append(list, Frame{f.Function, f.File, f.Line, f.Ours()})
	}
	return list
}

// locked lets any number of goroutines write to w.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// An output is what a command prints.
type output struct {
	locked
	line chan struct{} // closed when there is a whole line
	once sync.Once
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.locked.Write(p)
	if bytes.IndexByte(p[:n], '\n') >= 0 {
		o.once.Do(func() { close(o.line) })
	}
	return n, err
}
