// Package transcript keeps the terminal sessions of a chapter what they claim to be: something
// that was typed, and what came back.
//
//	```console {vary="\d+\.\d s"}
//	$ go run ./chapters/02-slow-poetry serve -port 10001 &
//	Serving kettle on 127.0.0.1:10001
//	$ go run ./chapters/02-slow-poetry get-blocking 10001
//	...
//	all of it in 3.2 s
//	```
//
// Every command is run, and its output compared with the lines below it. Where text may differ
// from run to run, the block says so: by a line of ... alone for any lines, by vary, a regular
// expression whose matches are as good as each other, and by order="any", for programs that do
// several things at once. Dots that a program prints are not among these: they are dots.
//
// The page runs a block, too, when all its commands are programs of one chapter. What cannot do there
// what it does in a terminal has page="the reason", which is what the reader is told instead.
//
// The one rule: a block whose run still agrees with it is not touched, not by a byte.
package transcript

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"slowpoetry/site/internal/chapter"
)

// A Command is one line after a $, and the lines below it.
type Command struct {
	Line       string   // without the "$ " and the " &"
	Background bool     // it runs in a terminal of its own until the others are done
	Output     []string // without line ends
}

// A Block is a transcript, taken apart.
type Block struct {
	Commands []Command
	Exit     int            // of the last command in the foreground
	Vary     *regexp.Regexp // nil when nothing may
	AnyOrder bool           // the lines of a command's output may come in another order
	Needs    string         // the program without which the block cannot run, or ""
	Page     string         // why the page cannot run it, as a reader is told, or ""
	Limit    time.Duration  // how long a run may take
}

// Parse takes a fence apart.
func Parse(f chapter.Fence) (Block, error) {
	b := Block{Needs: f.Attrs["needs"], Page: f.Attrs["page"], Limit: Limit}
	if unknown := f.Attrs.Unknown("exit", "vary", "order", "needs", "page"); len(unknown) > 0 {
		return b, fmt.Errorf("a transcript has no attribute %s: there are exit, vary, order, needs and page", strings.Join(unknown, ", "))
	}
	if order, ok := f.Attrs["order"]; ok {
		if order != "any" {
			return b, fmt.Errorf(`order=%q means nothing: there is order="any"`, order)
		}
		b.AnyOrder = true
	}
	if exit, ok := f.Attrs["exit"]; ok {
		n, err := strconv.Atoi(exit)
		if err != nil || n < 0 || n > 255 {
			return b, fmt.Errorf("exit=%s is no exit status", exit)
		}
		b.Exit = n
	}
	if vary, ok := f.Attrs["vary"]; ok {
		pattern, err := regexp.Compile(vary)
		if err != nil {
			return b, fmt.Errorf("vary is no regular expression: %v", err)
		}
		if pattern.MatchString("") {
			return b, fmt.Errorf("vary=%q matches nothing at all, and so everything", vary)
		}
		b.Vary = pattern
	}
	for line := range strings.Lines(f.Body) {
		line = strings.TrimRight(line, " \t\n")
		switch command, is := strings.CutPrefix(line, "$ "); {
		case is:
			command, background := strings.CutSuffix(command, " &")
			b.Commands = append(b.Commands, Command{Line: strings.TrimSpace(command), Background: background})
		case len(b.Commands) > 0:
			last := &b.Commands[len(b.Commands)-1]
			last.Output = append(last.Output, line)
		case line != "":
			return b, errors.New(`a transcript starts with a command: "$ go run ..."`)
		}
	}
	if len(b.Commands) == 0 {
		return b, errors.New(`a transcript needs a command: "$ go run ..."`)
	}
	return b, nil
}

// foreground returns the number of the last command in the foreground, or -1.
func (b Block) foreground() int {
	for i, c := range slices.Backward(b.Commands) {
		if !c.Background {
			return i
		}
	}
	return -1
}

// isNew reports whether the block has commands and no output yet.
func (b Block) isNew() bool {
	return !slices.ContainsFunc(b.Commands, func(c Command) bool { return len(c.Output) > len(trailingBlanks(c.Output)) })
}

// Body returns the block as it stands between the fences.
func (b Block) Body() string {
	var s strings.Builder
	for _, c := range b.Commands {
		s.WriteString("$ " + c.Line)
		if c.Background {
			s.WriteString(" &")
		}
		s.WriteByte('\n')
		for _, line := range c.Output {
			s.WriteString(line + "\n")
		}
	}
	return s.String()
}

// Agrees reports whether the outputs of a run, one for each command, are what the block says.
func (b Block) Agrees(outputs []string) bool {
	for i, c := range b.Commands {
		if !b.matches(c.Output, lines(outputs[i])) {
			return false
		}
	}
	return true
}

// With returns the block with new outputs, in which it keeps its lines of dots.
func (b Block) With(outputs []string) (Block, error) {
	commands := make([]Command, len(b.Commands))
	for i, c := range b.Commands {
		got := lines(outputs[i])
		for _, line := range got {
			if strings.HasPrefix(line, "$ ") || anyLines(line) {
				return b, fmt.Errorf("%q printed a line that means something else in a transcript: %q", c.Line, line)
			}
			if at, what := chapter.Unseen(line); at >= 0 {
				_, column := chapter.Place(line, at)
				return b, fmt.Errorf("%q printed a line that cannot stand in a transcript: its character %d is %s: %q", c.Line, column, what, line)
			}
		}
		c.Output = append(b.merge(c.Output, got), trailingBlanks(c.Output)...)
		commands[i] = c
	}
	b.Commands = commands
	return b, nil
}

// lines splits an output in lines, without the blanks at their ends and the blank ones at its end.
func lines(output string) []string {
	var lines []string
	for line := range strings.Lines(output) {
		lines = append(lines, strings.TrimRight(line, " \t\r\n"))
	}
	return lines[:len(lines)-len(trailingBlanks(lines))]
}

func trailingBlanks(lines []string) []string {
	n := len(lines)
	for n > 0 && lines[n-1] == "" {
		n--
	}
	return lines[n:]
}
