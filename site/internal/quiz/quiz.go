// Package quiz reads the questions of a chapter, and answers those that a program can answer.
//
//	```quiz
//	What does it print?
//
//	$ go run ./chapters/01-waiting/quiz/breakfast
//
//	- [ ] toast tea served
//	- [x] tea toast served
//
//	> Both waits begin at the same time.
//	```
//
// The one rule: where there is a command, the x is where the command puts it.
package quiz

import (
	"fmt"
	"regexp"
	"strings"

	"slowpoetry/site/internal/chapter"
)

// A Quiz is a question, its options, and why the right one is right.
type Quiz struct {
	Question    string   `json:"question"`
	Command     string   `json:"command"` // that prints the right option, or ""
	Options     []Option `json:"options"`
	Explanation string   `json:"explanation"` // without the signs before its lines

	lines []string // of the body
}

// An Option is one of the answers.
type Option struct {
	Letter string `json:"letter"` // "A" for the first
	Text   string `json:"text"`   // with its line ends, and without the indentation of its later lines
	Right  bool   `json:"right"`

	line int // in the body, from 0
}

// IsQuiz reports whether the fence is one.
func IsQuiz(f chapter.Fence) bool { return f.Lang == "quiz" }

// A SyntaxError is a place in a quiz that does not follow the form.
type SyntaxError struct {
	Line    int // in the body, from 1; 0 for the whole
	Problem string
}

func (e *SyntaxError) Error() string { return e.Problem }

var option = regexp.MustCompile(`^- \[([ xX])\] +(.*)$`)

// Parse takes the body of a quiz apart. Its error is a [*SyntaxError].
func Parse(body string) (Quiz, error) {
	q := Quiz{lines: strings.Split(strings.TrimRight(body, "\n"), "\n")}
	n := 0
	// section takes lines as long as they belong, and returns their text.
	section := func(belongs func(line string) bool) string {
		start := n
		for n < len(q.lines) && (strings.TrimSpace(q.lines[n]) == "" || belongs(q.lines[n])) {
			n++
		}
		return strings.Trim(strings.Join(q.lines[start:n], "\n"), "\n")
	}
	fail := func(format string, args ...any) (Quiz, error) {
		return q, &SyntaxError{min(n+1, len(q.lines)), fmt.Sprintf(format, args...)}
	}

	q.Question = section(func(line string) bool {
		return !strings.HasPrefix(line, "$ ") && !strings.HasPrefix(line, "> ") && !option.MatchString(line)
	})
	if strings.TrimSpace(q.Question) == "" {
		return fail("a quiz starts with its question")
	}
	if n < len(q.lines) && strings.HasPrefix(q.lines[n], "$ ") {
		q.Command = strings.TrimSpace(q.lines[n][2:])
		n++
		section(func(string) bool { return false })
	}
	for n < len(q.lines) {
		match := option.FindStringSubmatch(q.lines[n])
		if match == nil {
			break
		}
		o := Option{Letter: string(rune('A' + len(q.Options))), Right: match[1] != " ", line: n}
		n++
		more := unprefixed(section(func(line string) bool { return strings.HasPrefix(line, indent) }), indent)
		o.Text = strings.TrimRight(match[2]+"\n"+more, "\n")
		for _, other := range q.Options {
			if normal(other.Text) == normal(o.Text) {
				n = o.line
				return fail("two options say %q", normal(o.Text))
			}
		}
		q.Options = append(q.Options, o)
	}
	if len(q.Options) < 2 {
		return fail(`a quiz has two options at least: "- [ ] text", and "- [x] text" for the right one`)
	}
	q.Explanation = unprefixed(section(func(line string) bool { return strings.HasPrefix(line, ">") }), ">", " ")
	if q.Explanation == "" {
		return fail(`a quiz says why: put the explanation after the options, in lines that start with "> "`)
	}
	if n < len(q.lines) {
		return fail("what is %q doing after the explanation?", q.lines[n])
	}
	if right := q.right(); q.Command == "" && right != 1 {
		return q, &SyntaxError{0, fmt.Sprintf("%d options have an x, and one should", right)}
	}
	return q, nil
}

// indent is what an option's later lines begin with, at least.
const indent = "  "

// unprefixed returns text without what its lines begin with.
func unprefixed(text string, prefixes ...string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		for _, prefix := range prefixes {
			lines[i] = strings.TrimPrefix(lines[i], prefix)
		}
	}
	return strings.Join(lines, "\n")
}

// Marked reports whether an option has an x. One that a command answers has it after "book sync" only.
func (q Quiz) Marked() bool { return q.right() == 1 }

func (q Quiz) right() int {
	n := 0
	for _, o := range q.Options {
		if o.Right {
			n++
		}
	}
	return n
}

// Answered returns the body of the quiz with the x at the option that the output of its command
// says.
func (q Quiz) Answered(output string) (string, error) {
	answer := normal(output)
	found := -1
	for i, o := range q.Options {
		if normal(o.Text) == answer {
			found = i
		}
	}
	if found < 0 {
		return "", fmt.Errorf("%q prints %q, which is none of the options", q.Command, answer)
	}
	lines := append([]string(nil), q.lines...)
	for i, o := range q.Options {
		mark := " "
		if i == found {
			mark = "x"
		}
		lines[o.line] = "- [" + mark + lines[o.line][4:]
	}
	return strings.Join(lines, "\n") + "\n", nil
}

// normal returns a text without what makes no difference to an answer: how it is broken into
// lines, and the marks of code around it.
func normal(text string) string {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "`"); ok {
		if inner, ok := strings.CutSuffix(inner, "`"); ok && !strings.Contains(inner, "`") {
			text = inner
		}
	}
	return strings.Join(strings.Fields(text), " ")
}
