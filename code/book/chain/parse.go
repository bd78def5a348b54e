package chain

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A SyntaxError says which line of a description is not one, and why.
type SyntaxError struct {
	Line    int // counted from 1
	Message string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// Parse reads a description, as the package's own documentation explains it. Its error is a
// [*SyntaxError], about the first line that is wrong.
func Parse(text string) (Description, error) {
	p := parser{asked: map[string]int{}}
	for line := range strings.Lines(text) {
		p.number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := p.line(line); err != nil {
			return Description{}, &SyntaxError{p.number, err.Error()}
		}
	}
	if !p.fired {
		return Description{}, &SyntaxError{p.number + 1, errFire.Error()}
	}
	for _, name := range p.missing {
		return Description{}, &SyntaxError{p.asked[name],
			fmt.Sprintf("there is no chain %q: it begins with a line \"%[1]s:\", below all others", name)}
	}
	return p.d, nil
}

// A parser reads a description line by line.
type parser struct {
	d       Description
	number  int            // of the line
	fired   bool           // the chain that is being read has its first line
	asked   map[string]int // in which line a chain is asked for
	missing []string       // those of which there was none yet
}

func (p *parser) line(line string) error {
	if name, ok := strings.CutSuffix(line, ":"); ok && isName(name) {
		return p.begin(name)
	}
	fire, pairs := &p.d.Fire, &p.d.Pairs
	if n := len(p.d.Inner); n > 0 {
		fire, pairs = &p.d.Inner[n-1].Fire, &p.d.Inner[n-1].Pairs
	}
	word, rest := cut(line)
	switch {
	case word == "fire" && p.fired:
		return errors.New("it has fired, and does so once")
	case word == "fire":
		p.fired = true
		a, err := parseFire(rest)
		*fire = a
		return err
	case !p.fired:
		return errFire
	}
	pair, err := parsePair(line)
	*pairs = append(*pairs, pair)
	for _, a := range []Action{pair.Callback, pair.Errback} {
		if err == nil && a.Verb == Ask {
			err = p.ask(a.Text)
		}
	}
	return err
}

// begin begins an inner chain.
func (p *parser) begin(name string) error {
	if !p.fired {
		return errFire
	}
	at := slices.Index(p.missing, name)
	if at < 0 {
		return fmt.Errorf("nothing above asks for %s, or it has been here", name)
	}
	p.missing = slices.Delete(p.missing, at, at+1)
	p.d.Inner = append(p.d.Inner, Inner{Name: name})
	p.fired = false
	return nil
}

// ask notes that a chain is asked for.
func (p *parser) ask(name string) error {
	if line := p.asked[name]; line > 0 {
		return fmt.Errorf("%s is asked for in line %d already, and a Deferred gives its result once", name, line)
	}
	p.asked[name] = p.number
	p.missing = append(p.missing, name)
	return nil
}

// isName reports whether text can be the name of a chain.
func isName(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool {
		return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) < 0
}

var errFire = fmt.Errorf(`the first line must be "fire value TEXT" or "fire error TEXT"`)

// parseFire reads what follows the word fire.
func parseFire(text string) (Action, error) {
	word, text := cut(text)
	verb := map[string]Verb{"value": Return, "error": Fail}[word]
	if verb == Pass || text == "" {
		return Action{}, errFire
	}
	return Action{Verb: verb, Text: text}, nil
}

// parsePair reads a line that is not the first.
func parsePair(line string) (Pair, error) {
	if word, rest := cut(line); word == "both" {
		a, err := parseAction(rest)
		if err == nil && (a.Verb == Pass || strings.Contains(rest, "|")) {
			err = fmt.Errorf("both is one function, as in \"both return TEXT\"")
		}
		return Pair{Callback: a, Both: true}, err
	}
	left, right, _ := strings.Cut(line, "|")
	if strings.Contains(right, "|") {
		return Pair{}, fmt.Errorf("a stage has two sides, not %d", strings.Count(line, "|")+1)
	}
	callback, err := parseAction(left)
	if err != nil {
		return Pair{}, err
	}
	errback, err := parseAction(right)
	return Pair{Callback: callback, Errback: errback}, err
}

// parseAction reads one side of a pair. An empty one is that there is no function.
func parseAction(text string) (Action, error) {
	word, text := cut(text)
	var a Action
	if word == "later" {
		a.Later = true
		word, text = cut(text)
	}
	switch word {
	case "return":
		a.Verb = Return
	case "fail":
		a.Verb = Fail
	case "panic":
		a.Verb = Panic
	case "ask":
		a.Verb = Ask
	case "pass", "":
	default:
		return Action{}, fmt.Errorf("%q is not something a function does: there are pass, return, fail, panic, later and ask", word)
	}
	switch {
	case a.Later && a.Verb != Return && a.Verb != Fail:
		return Action{}, fmt.Errorf("later is for return and fail, as in \"later return TEXT\"")
	case a.Verb == Pass && text != "":
		return Action{}, fmt.Errorf("nothing can come after pass, and here comes %q", text)
	case a.Verb == Ask && !isName(text):
		return Action{}, fmt.Errorf("ask whom? there must be one name after it, of letters, digits and hyphens")
	case a.Verb != Pass && text == "":
		return Action{}, fmt.Errorf("%s what? there must be a text after it", a.Verb)
	}
	a.Text = text
	return a, nil
}

// cut returns the first word of text, and the rest.
func cut(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	end := strings.IndexAny(text, " \t")
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimSpace(text[end:])
}
