package terminal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"slowpoetry/site/internal/command"
)

// A Session is one sitting of the reader: some commands, in several windows perhaps, that share
// their ports and their working folder. It belongs to one goroutine.
type Session struct {
	terminal *Terminal
	folder   string
	ports    portMap
	running  []*Command
}

// Session opens a session. Its working folder shows what the repository's root does, and what
// commands leave there goes with it.
func (t *Terminal) Session() (*Session, error) {
	folder, err := os.MkdirTemp(t.scratch, "session-*")
	if err != nil {
		return nil, err
	}
	s := &Session{terminal: t, folder: folder, ports: portMap{real: map[string]string{}}}
	entries, err := os.ReadDir(t.root)
	if err != nil {
		s.Close()
		return nil, err
	}
	for _, entry := range entries {
		if entry.Name() == ".git" {
			continue
		}
		if err := os.Symlink(filepath.Join(t.root, entry.Name()), filepath.Join(folder, entry.Name())); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// Close ends what still runs, the hard way, and forgets the session's folder.
func (s *Session) Close() error {
	for _, c := range s.running {
		c.kill()
		<-c.done
		c.release()
	}
	return os.RemoveAll(s.folder)
}

// A Command is a process that was started from a line of text.
type Command struct {
	session *Session
	cmd     *exec.Cmd
	run     bool // by `go run`, as far as the reader knows
	output  output
	done    chan struct{} // closed when it has ended
	err     error         // of Wait
	release func()        // the guard on its group
}

// assignments splits NAME=VALUE words off the front.
func assignments(words []string) (env, rest []string) {
	n := 0
	for n < len(words) && assignment.MatchString(words[n]) {
		n++
	}
	return words[:n], words[n:]
}

// Prepare builds what the command line runs, so that a later Start takes no time.
func (s *Session) Prepare(ctx context.Context, line string) error {
	_, _, _, err := s.resolve(ctx, line)
	return err
}

// resolve finds the binary behind a command line.
func (s *Session) resolve(ctx context.Context, line string) (env, argv []string, run bool, err error) {
	words, err := Words(line)
	if err != nil {
		return nil, nil, false, err
	}
	env, words = assignments(words)
	if len(words) == 0 {
		return nil, nil, false, errors.New("there is no command after the assignment")
	}
	if len(words) > 1 && words[0] == "go" && words[1] == "run" {
		binary, rest, err := s.terminal.Build(ctx, words[2:])
		return env, append([]string{binary}, rest...), true, err
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, nil, false, fmt.Errorf("there is no command %s here: say needs=%q if not every machine has it", words[0], words[0])
	}
	return env, append([]string{path}, words[1:]...), false, nil
}

// Start starts the command. It ends when ctx does, if not before.
func (s *Session) Start(ctx context.Context, line string) (*Command, error) {
	line, err := s.ports.outward(line)
	if err != nil {
		return nil, err
	}
	env, argv, run, err := s.resolve(ctx, line)
	if err != nil {
		return nil, err
	}
	c := &Command{session: s, run: run, done: make(chan struct{})}
	c.cmd = exec.CommandContext(ctx, argv[0], argv[1:]...)
	c.cmd.Env = slices.Concat(s.terminal.env, env)
	c.cmd.Dir = s.folder
	if filepath.Base(argv[0]) == "go" && !run {
		if !slices.Contains(argv, "-race") {
			c.cmd.Env = append(c.cmd.Env, "CGO_ENABLED=0")
		}
		if len(argv) > 1 && argv[1] != "build" {
			// Its cache is about the packages in this folder; only a build leaves something in it.
			c.cmd.Dir = s.terminal.root
		}
	}
	c.cmd.Stdout, c.cmd.Stderr = &c.output, &c.output
	c.cmd.Cancel = func() error { c.kill(); return nil }
	c.cmd.WaitDelay = time.Second // for what a killed process's children hold open
	group(c.cmd)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.release = command.Guard(c.cmd.Process.Pid)
	s.running = append(s.running, c)
	go func() {
		c.err = c.cmd.Wait()
		c.output.close()
		close(c.done)
	}()
	return c, nil
}

// Ready waits until the command has printed a line, or has ended.
func (c *Command) Ready(ctx context.Context) error {
	return c.output.wait(ctx, func(text string) bool { return strings.Contains(text, "\n") })
}

// Wait waits for the end of the command and returns its exit status: -1 when a signal ended it.
func (c *Command) Wait(ctx context.Context) (int, error) {
	select {
	case <-c.done:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if ctx.Err() != nil {
		return 0, ctx.Err() // which is what ended it
	}
	if c.err != nil && c.cmd.ProcessState == nil {
		return 0, c.err
	}
	return c.cmd.ProcessState.ExitCode(), nil
}

// Output returns what the command has printed so far, with the ports that the text has. Once a
// program started with `go run` has failed, the go command's own line about it is there too.
func (c *Command) Output() string {
	text := c.session.ports.inward(c.output.text())
	select {
	case <-c.done:
		if code := c.cmd.ProcessState.ExitCode(); c.run && code > 0 {
			if text != "" && !strings.HasSuffix(text, "\n") {
				text += "\n"
			}
			text += fmt.Sprintf("exit status %d\n", code)
		}
	default:
	}
	return text
}

// Times returns when each line of the output was complete. The one about the exit status has none, nor
// has the rest of an output that does not end in a line.
func (c *Command) Times() []time.Time { return c.output.times() }

// Quiet waits until the command has printed nothing for a while, or has ended, or ctx is done.
func (c *Command) Quiet(ctx context.Context, while time.Duration) {
	for ctx.Err() == nil && !c.output.closed() {
		before := len(c.output.text())
		quiet, cancel := context.WithTimeout(ctx, while)
		err := c.output.wait(quiet, func(text string) bool { return len(text) > before })
		cancel()
		if err != nil {
			return // with no news in all that time
		}
	}
}

// Interrupt does what Ctrl-C does, unless the command has ended.
func (c *Command) Interrupt() {
	select {
	case <-c.done:
	default:
		interrupt(c.cmd)
	}
}

// kill ends the process and all that it started.
func (c *Command) kill() { kill(c.cmd) }
