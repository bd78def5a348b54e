package transcript

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/terminal"
)

// How long a block may take, and how long it may take to end once it is interrupted.
const (
	Limit     = 2 * time.Minute
	lastWords = 30 * time.Second
)

// pause is how long the commands in the background must have been silent before they are
// interrupted, unless they have said all that the block has from them.
const pause = 3 * time.Second

// A RunError is a block that did not run as it should have, whatever it printed.
type RunError struct {
	Problem string
	Printed string // so far
}

func (e *RunError) Error() string { return e.Problem }

// Missing returns the program that the block says it needs, when it is not there.
func (b Block) Missing() string {
	if b.Needs == "" {
		return ""
	}
	if _, err := need.ForTranscript(b.Needs)(); err != nil {
		return b.Needs
	}
	return ""
}

// Prepare builds the programs of the block.
func (b Block) Prepare(ctx context.Context, t *terminal.Terminal) error {
	s, err := t.Session()
	if err != nil {
		return err
	}
	defer s.Close()
	for _, c := range b.whole().Commands {
		if err := s.Prepare(ctx, c.Line); err != nil {
			return err
		}
	}
	return nil
}

// Run runs the commands of the block and returns what they printed, one text each. It takes as
// long as they do, b.Limit at most.
func (b Block) Run(ctx context.Context, t *terminal.Terminal) (outputs []string, err error) {
	outputs, _, err = b.run(ctx, t)
	return outputs, err
}

// run is Run, and returns a recording, too.
func (b Block) run(ctx context.Context, t *terminal.Terminal) (outputs []string, recording Recording, err error) {
	s, err := t.Session()
	if err != nil {
		return nil, recording, err
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(ctx, b.Limit)
	defer cancel()

	r := run{block: b.whole(), session: s}
	err = r.all(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("%s after %v", r.stuck(), b.Limit)
	}
	if err != nil {
		return nil, recording, &RunError{err.Error(), r.printed()}
	}
	own := r.commands[len(b.Open):]
	for _, c := range own {
		outputs = append(outputs, c.Output())
	}
	return outputs, record(r.began, own), nil
}

// A run is a block while it runs.
type run struct {
	block    Block
	session  *terminal.Session
	commands []*terminal.Command // started so far
	began    time.Time           // when the first of the block's own was
}

// all runs the block to its end.
func (r *run) all(ctx context.Context) error {
	foreground := r.block.foreground()
	for i, c := range r.block.Commands {
		if i == len(r.block.Open) {
			r.began = time.Now()
		}
		command, err := r.session.Start(ctx, c.Line)
		if err != nil {
			return err
		}
		r.commands = append(r.commands, command)
		if c.Background {
			err = command.Ready(ctx)
		} else {
			err = r.expect(ctx, i, command, i == foreground)
		}
		if err != nil {
			return err
		}
	}
	return r.interrupt(ctx)
}

// expect waits for a command in the foreground and looks at its exit status.
func (r *run) expect(ctx context.Context, i int, command *terminal.Command, last bool) error {
	code, err := command.Wait(ctx)
	if err != nil {
		return err
	}
	want := 0
	if last {
		want = r.block.Exit
	}
	switch {
	case code == want:
		return nil
	case last:
		return fmt.Errorf("%q exited with %d, and the block says %d: mend the program, or say exit=%[2]d", r.block.Commands[i].Line, code, want)
	}
	return fmt.Errorf("%q exited with %d: only the last command of a block may fail", r.block.Commands[i].Line, code)
}

// interrupt ends the commands in the background, once they have had their say.
func (r *run) interrupt(ctx context.Context) error {
	var talking sync.WaitGroup
	var background []*terminal.Command
	for i, command := range r.commands {
		if !r.block.Commands[i].Background {
			continue
		}
		background = append(background, command)
		if !r.block.matches(r.block.Commands[i].Output, lines(command.Output())) {
			talking.Go(func() { command.Quiet(ctx, pause) })
		}
	}
	talking.Wait()
	for _, command := range background {
		command.Interrupt()
	}
	ending, cancel := context.WithTimeout(ctx, lastWords)
	defer cancel()
	for i, command := range r.commands {
		if _, err := command.Wait(ending); err != nil && ctx.Err() == nil {
			return fmt.Errorf("%q had not ended %v after its Ctrl-C", r.block.Commands[i].Line, lastWords)
		}
	}
	return ctx.Err()
}

// stuck says what the run was waiting for.
func (r *run) stuck() string {
	at := r.block.Commands[max(len(r.commands)-1, 0)]
	if at.Background && len(r.commands) < len(r.block.Commands) {
		return fmt.Sprintf("%q had not printed its first line", at.Line)
	}
	return fmt.Sprintf("%q had not ended", at.Line)
}

// printed returns the transcript so far.
func (r *run) printed() string {
	var s strings.Builder
	for i, command := range r.commands {
		c := r.block.Commands[i]
		fmt.Fprintf(&s, "%s$ %s\n%s", c.Terminal, c.Line, command.Output())
	}
	return s.String()
}
