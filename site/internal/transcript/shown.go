package transcript

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A Shown is a transcript as its page shows it.
type Shown struct {
	Runs      []Run  `json:"runs"`
	Terminals int    `json:"terminals"`
	Columns   int    `json:"columns"` // how wide it is
	Chapter   string `json:"chapter"` // the chapter whose programs the commands are, or ""
	Why       string `json:"why"`     // the page cannot run it; "" when it can

	Recorded *Recording `json:"recorded,omitempty"` // what it plays instead
}

// A Run is a command, and what it printed.
type Run struct {
	Terminal   string   `json:"terminal"`
	Line       string   `json:"line"`
	Typed      string   `json:"typed"` // the line, and an & after it where one was typed
	Background bool     `json:"background"`
	Output     []string `json:"output"`
}

// button is how many columns of a terminal that has a name belong to its own Copy button.
const button = 8

var ofChapter = regexp.MustCompile(`^go run \./chapters/([^\s/]+)(?: |$)`)

// Shown returns b as its page shows it.
func (b Block) Shown() Shown {
	s := Shown{Terminals: 1, Why: b.Page}
	if match := ofChapter.FindStringSubmatch(b.Commands[0].Line); match != nil {
		s.Chapter = match[1]
	}
	for _, c := range b.Commands {
		run := Run{c.Terminal, c.Line, c.Line, c.Background, c.Output}
		if c.Background {
			s.Terminals++
		}
		more := 0
		if c.Terminal != "" {
			more = button
		} else if c.Background {
			run.Typed += " &"
		}
		for _, line := range append([]string{c.Terminal + "$ " + run.Typed}, c.Output...) {
			s.Columns = max(s.Columns, utf8.RuneCountInString(line)+more)
		}
		s.Runs = append(s.Runs, run)
		if s.Why == "" {
			s.Why = elsewhere(c.Line, s.Chapter)
		}
	}
	last := &s.Runs[len(s.Runs)-1]
	last.Output = last.Output[:len(last.Output)-len(trailingBlanks(last.Output))]
	return s
}

// elsewhere returns why a page that runs programs of the chapter cannot run a command, or "".
func elsewhere(line, chapter string) string {
	switch words := append(strings.Fields(line), "", ""); {
	case words[0] == "go" && words[1] == "run":
		match := ofChapter.FindStringSubmatch(line)
		switch {
		case match == nil:
			return "the page runs the programs of a chapter, and these alone"
		case match[1] != chapter:
			return "programs of two chapters are two processes"
		}
		return ""
	case words[0] == "go" && words[1] == "test" && strings.Contains(line, "/exercises/"):
		return "in the page each exercise has a button of its own"
	case words[0] == "go":
		return fmt.Sprintf("go %s is not in the page", words[1])
	default:
		return words[0] + " is not in the page"
	}
}
