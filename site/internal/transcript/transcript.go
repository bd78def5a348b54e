// Package transcript keeps the terminal sessions of a chapter what they claim to be: something
// that was typed, and what came back.
//
//	```console {vary="\d+\.\d s"}
//	kettle$ go run ./chapters/02-slow-poetry serve -port 10001
//	Serving kettle on 127.0.0.1:10001
//	$ go run ./chapters/02-slow-poetry get-blocking 10001
//	...
//	all of it in 3.2 s
//	```
//
// A prompt with a name is that of another terminal, in which one command runs until the end of the
// block. with="kettle" goes on with a terminal that an earlier block of the chapter opened.
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
	Line       string   // without the prompt and the " &"
	Terminal   string   // the name in its prompt, or "" for the terminal of the text
	Background bool     // it runs in a terminal of its own until the others are done
	Output     []string // without line ends
}

// A Block is a transcript, taken apart.
type Block struct {
	Commands []Command
	Kept     []string       // terminals of earlier blocks that this one goes on with
	Open     []Command      // what runs in them
	Exit     int            // of the last command in the foreground
	Vary     *regexp.Regexp // nil when nothing may
	AnyOrder bool           // the lines of a command's output may come in another order
	Needs    string         // the program without which the block cannot run, or ""
	Page     string         // why the page cannot run it, as a reader is told, or ""
	Recorded string         // the file with a recording of it, which the page plays instead, or ""
	Limit    time.Duration  // how long a run may take
}

// Parse takes a fence apart.
func Parse(f chapter.Fence) (Block, error) {
	b := Block{Needs: f.Attrs["needs"], Page: f.Attrs["page"], Recorded: f.Attrs["recorded"], Kept: strings.Fields(f.Attrs["with"]), Limit: Limit}
	if unknown := f.Attrs.Unknown("exit", "guess", "vary", "order", "needs", "page", "recorded", "with"); len(unknown) > 0 {
		return b, fmt.Errorf("a transcript has no attribute %s: there are exit, guess, vary, order, needs, page, recorded and with", strings.Join(unknown, ", "))
	}
	if b.Recorded != "" && b.Page == "" {
		return b, errors.New(`recorded="FILE" is for what the page cannot run: say why, in page="REASON"`)
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
		switch typed := prompt.FindStringSubmatch(line); {
		case typed != nil:
			command, background := strings.CutSuffix(typed[2], " &")
			c := Command{Line: strings.TrimSpace(command), Terminal: typed[1], Background: background || typed[1] != ""}
			if c.Terminal != "" && (background || b.opens(c.Terminal) || slices.Contains(b.Kept, c.Terminal)) {
				return b, fmt.Errorf("in the terminal %s one command runs until the end: give %q a terminal of its own, and no &", c.Terminal, c.Line)
			}
			b.Commands = append(b.Commands, c)
		case len(b.Commands) > 0:
			last := &b.Commands[len(b.Commands)-1]
			last.Output = append(last.Output, line)
		case line != "":
			return b, errors.New(`a transcript starts with a command: "$ go run ..." or "name$ go run ..."`)
		}
	}
	if len(b.Commands) == 0 {
		return b, errors.New(`a transcript needs a command: "$ go run ..."`)
	}
	return b, nil
}

// prompt matches a command: the name of its terminal, and what is typed there.
var prompt = regexp.MustCompile(`^([a-z][a-z0-9-]*)?\$ (.*)$`)

// opens reports whether the block has a command in the terminal of this name.
func (b Block) opens(name string) bool {
	return slices.ContainsFunc(b.Commands, func(c Command) bool { return c.Terminal == name })
}

// goOn fills in what runs in the terminals that b goes on with. Of the earlier blocks, the nearest
// comes first.
func (b *Block) goOn(earlier []Block) error {
	for _, name := range b.Kept {
		i := slices.IndexFunc(earlier, func(e Block) bool { return e.opens(name) })
		if i < 0 {
			return fmt.Errorf("with=%q: no transcript before this one has a line that begins with %q", name, name+"$ ")
		}
		for _, c := range earlier[i].Commands {
			if c.Terminal == name {
				c.Output = []string{dots}
				b.Open = append(b.Open, c)
			}
		}
	}
	return nil
}

// whole returns the block as it runs: first what is open already.
func (b Block) whole() Block {
	b.Commands = slices.Concat(b.Open, b.Commands)
	return b
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
		s.WriteString(c.Terminal + "$ " + c.Line)
		if c.Background && c.Terminal == "" {
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
			if prompt.MatchString(line) || anyLines(line) {
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
