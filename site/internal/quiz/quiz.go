// Package quiz reads the questions of a chapter, and answers those that a program can answer.
//
//	```quiz
//	What does it print?
//
//	$ go run ./chapters/01-waiting/quiz/breakfast
//
//	- [ ] toast tea served
//	  > It would, if the toast were done first.
//	- [x] tea toast served
//
//	> Both waits begin at the same time.
//	```
//
// In place of the options there may be what the program prints: in lines "1. tea", "2. toast", to
// be put into that order by the reader, or in lines "= tea", to be typed.
//
// The one rule: where there is a command, the answer is what the command prints.
package quiz

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"slowpoetry/site/internal/chapter"
)

// A Quiz is a question, what the reader answers it with, and why the right answer is right.
type Quiz struct {
	Kind        Kind     `json:"kind"`
	Question    string   `json:"question"`
	Command     string   `json:"command"`     // that prints the answer, or ""
	Options     []Option `json:"options"`     // to choose from, or the lines to put in order, alphabetically
	Output      string   `json:"output"`      // what the command prints, where the reader types or orders it
	Explanation string   `json:"explanation"` // without the signs before its lines

	lines      []string // of the body
	first, end int      // of the answer in them
}

// A Kind is what the reader does with a question.
type Kind string

// The kinds of questions.
const (
	Choose Kind = "choose" // one of the options
	Order  Kind = "order"  // puts lines in the order in which they are printed
	Type   Kind = "type"   // types what is printed
)

// An Option is one of the answers, or a line of one.
type Option struct {
	Letter string `json:"letter"` // "A" for the first
	Text   string `json:"text"`   // with its line ends, and without the indentation of its later lines
	Right  bool   `json:"right"`
	Would  string `json:"would"` // what it would take for a wrong one to be right

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

var (
	option  = regexp.MustCompile(`^- \[([ xX])\] +(.*)$`)
	ordered = regexp.MustCompile(`^\d+\. (.*)$`)
	typed   = regexp.MustCompile(`^=(?: (.*))?$`)
)

// most is how many lines the reader has to type or to put in order.
var most = map[Kind]int{Order: 8, Type: 6}

// Parse takes the body of a quiz apart. Its error is a [*SyntaxError].
func Parse(body string) (Quiz, error) {
	q := Quiz{Kind: Choose, lines: strings.Split(strings.TrimRight(body, "\n"), "\n")}
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
	q.first = n
	for kind, form := range map[Kind]*regexp.Regexp{Order: ordered, Type: typed} {
		if q.Command == "" || n == len(q.lines) || !form.MatchString(q.lines[n]) {
			continue
		}
		q.Kind = kind
		for ; n < len(q.lines) && form.MatchString(q.lines[n]); n++ {
			q.Output += form.FindStringSubmatch(q.lines[n])[1] + "\n"
		}
		q.end = n
		section(func(string) bool { return false })
	}
	for q.Kind == Choose && n < len(q.lines) {
		match := option.FindStringSubmatch(q.lines[n])
		if match == nil {
			break
		}
		o := Option{Letter: letter(len(q.Options)), Right: match[1] != " ", line: n}
		n++
		more := unprefixed(section(func(line string) bool { return strings.HasPrefix(line, indent) }), indent)
		more, o.Would = cutWould(more)
		o.Text = strings.TrimRight(match[2]+"\n"+more, "\n")
		for _, other := range q.Options {
			if normal(other.Text) == normal(o.Text) {
				n = o.line
				return fail("two options say %q", normal(o.Text))
			}
		}
		q.Options = append(q.Options, o)
	}
	if q.Kind == Choose && len(q.Options) < 2 {
		return fail(`a quiz has two options at least: "- [ ] text", and "- [x] text" for the right one`)
	}
	q.Explanation = unprefixed(section(func(line string) bool { return strings.HasPrefix(line, ">") }), ">", " ")
	if q.Explanation == "" {
		return fail(`a quiz says why: put the explanation after the options, in lines that start with "> "`)
	}
	if n < len(q.lines) {
		return fail("what is %q doing after the explanation?", q.lines[n])
	}
	if right := q.right(); q.Kind == Choose && q.Command == "" && right != 1 {
		return q, &SyntaxError{0, fmt.Sprintf("%d options have an x, and one should", right)}
	}
	if q.Kind == Order {
		q.Options = alphabetically(printed(q.Output))
	}
	return q, nil
}

func letter(i int) string { return string(rune('A' + i)) }

// cutWould takes from an option's later lines those at their end that begin with "> ".
func cutWould(more string) (rest, would string) {
	lines := strings.Split(more, "\n")
	n := len(lines)
	for n > 0 && strings.HasPrefix(lines[n-1], ">") {
		n--
	}
	return strings.Join(lines[:n], "\n"), unprefixed(strings.Join(lines[n:], "\n"), ">", " ")
}

// alphabetically returns lines as options, in an order that says nothing about theirs.
func alphabetically(lines []string) []Option {
	sorted := slices.Sorted(slices.Values(lines))
	if slices.Equal(sorted, lines) {
		slices.Reverse(sorted)
	}
	var options []Option
	for i, line := range sorted {
		options = append(options, Option{Letter: letter(i), Text: line})
	}
	return options
}

// printed returns the lines of an output.
func printed(output string) []string {
	return strings.Split(strings.TrimRight(output, "\n"), "\n")
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

// Marked reports whether the quiz has its answer. One that a command answers has it after "book sync" only.
func (q Quiz) Marked() bool { return q.Kind != Choose || q.right() == 1 }

// Check returns what is missing in a quiz that has its answer, or nil: each wrong option says what it
// would take for it to be right. Its error is a [*SyntaxError].
func (q Quiz) Check() error {
	for _, o := range q.Options {
		switch {
		case q.Kind != Choose:
		case o.Right && o.Would != "":
			return &SyntaxError{o.line + 1, fmt.Sprintf("option %s is right, and says what it would take", o.Letter)}
		case !o.Right && o.Would == "":
			return &SyntaxError{o.line + 1, fmt.Sprintf(`option %s does not say what it would take for it to be right: put that below it, in lines that start with "  > "`, o.Letter)}
		}
	}
	return nil
}

func (q Quiz) right() int {
	n := 0
	for _, o := range q.Options {
		if o.Right {
			n++
		}
	}
	return n
}

// Answered returns the body of the quiz with the answer that the output of its command is.
func (q Quiz) Answered(output string) (string, error) {
	if q.Kind != Choose {
		return q.recorded(output)
	}
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

// recorded returns the body of the quiz with the lines of an output.
func (q Quiz) recorded(output string) (string, error) {
	lines := printed(output)
	if normal(output) == "" {
		lines = nil
	}
	if len(lines) == 0 || len(lines) > most[q.Kind] {
		return "", fmt.Errorf("%q prints %d lines, and a question may have 1 to %d", q.Command, len(lines), most[q.Kind])
	}
	for i, line := range lines {
		if q.Kind == Type {
			lines[i] = strings.TrimRight("= "+line, " ")
			continue
		}
		if slices.Contains(printed(output)[:i], line) || strings.TrimSpace(line) == "" {
			return "", fmt.Errorf("%q prints %q, and lines to put in order have to differ", q.Command, line)
		}
		lines[i] = fmt.Sprintf("%d. %s", i+1, line)
	}
	return strings.Join(slices.Concat(q.lines[:q.first], lines, q.lines[q.end:]), "\n") + "\n", nil
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
