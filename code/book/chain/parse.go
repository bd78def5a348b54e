package chain

import (
	"fmt"
	"strings"
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
	var d Description
	fired := false
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		var err error
		if word, rest := cut(line); word == "fire" {
			if fired {
				return Description{}, &SyntaxError{number, "it has fired, and does so once"}
			}
			fired = true
			d.Fire, err = parseFire(rest)
		} else if !fired {
			err = errFire
		} else {
			var p Pair
			p, err = parsePair(line)
			d.Pairs = append(d.Pairs, p)
		}
		if err != nil {
			return Description{}, &SyntaxError{number, err.Error()}
		}
	}
	if !fired {
		return Description{}, &SyntaxError{number + 1, errFire.Error()}
	}
	return d, nil
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
	case "pass", "":
	default:
		return Action{}, fmt.Errorf("%q is not something a function does: there are pass, return, fail, panic and later", word)
	}
	switch {
	case a.Later && a.Verb != Return && a.Verb != Fail:
		return Action{}, fmt.Errorf("later is for return and fail, as in \"later return TEXT\"")
	case a.Verb == Pass && text != "":
		return Action{}, fmt.Errorf("nothing can come after pass, and here comes %q", text)
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
