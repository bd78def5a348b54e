package terminal

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// special are the characters that mean something to some shell where they stand unquoted, and those
// that mean something between double quotes too.
const (
	special = "|<>;&$`*?(){}[!"
	inside  = "$`!"
)

// grammar are the words that a shell takes for its own grammar where a command begins.
var grammar = strings.Fields("if then elif else fi for while until do done case esac select function time coproc in")

var assignment = regexp.MustCompile(`^[A-Za-z_]\w*=`)

// Words splits a command line in words, as a shell does as far as quotes and backslashes go.
// Everything else that a shell knows is an error: no command of the book needs one.
func Words(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote, before rune // before is the character before this one in the word
	inWord, escaped, quoted := false, false, false
	named := false // the word begins with NAME=, none of it quoted
	end := func() error {
		if !inWord {
			return nil
		}
		text := word.String()
		if !slices.ContainsFunc(words, func(w string) bool { return !assignment.MatchString(w) }) {
			switch { // a command may begin here
			case !quoted && slices.Contains(grammar, text):
				return fmt.Errorf("%q is a word of the shell's, and commands run without one", text)
			case !named && assignment.MatchString(text):
				return fmt.Errorf("%q is no assignment when its name is quoted", text)
			}
		}
		words = append(words, text)
		word.Reset()
		inWord, quoted, named, before = false, false, false, 0
		return nil
	}
	for _, r := range line {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("$`\"\\", r) {
				word.WriteByte('\\') // between double quotes it stays before anything else
			}
			word.WriteRune(r)
			escaped, before = false, r
		case r == '\\' && quote != '\'':
			escaped, inWord, quoted = true, true, true
		case quote != 0 && r == quote:
			quote, before = 0, r
		case quote == '"' && strings.ContainsRune(inside, r):
			return nil, theShells(r)
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord, quoted = r, true, true
		case r == ' ' || r == '\t':
			if err := end(); err != nil {
				return nil, err
			}
		case strings.ContainsRune(special, r),
			(r == '#' || r == '^') && !inWord,
			(r == '~' || r == '=') && (!inWord || r == '~' && strings.ContainsRune("=:", before)):
			return nil, theShells(r)
		default:
			named = named || r == '=' && !quoted
			word.WriteRune(r)
			inWord, before = true, r
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quote is not closed")
	}
	if err := end(); err != nil {
		return nil, err
	}
	if len(words) == 0 {
		return nil, errors.New("there is no command after the $")
	}
	return words, nil
}

func theShells(r rune) error {
	return fmt.Errorf("%q is the shell's, and commands run without one: put it in single quotes, or do without", r)
}
