package quiz

import (
	"strings"
	"testing"
)

const question = `What does it print,
and in what order?

    for range 2 { print() }

$ go run ./chapters/01-one

- [x] toast tea
- [ ] ` + "`tea toast`" + `
- [ ] tea
      toast
      served

> Because tea
> is faster.
`

func TestAQuizIsTakenApart(t *testing.T) {
	q, err := Parse(question)
	if err != nil {
		t.Fatal(err)
	}
	if q.Command != "go run ./chapters/01-one" || len(q.Options) != 3 || !q.Options[0].Right || q.Options[1].Right {
		t.Errorf("got %+v", q)
	}
	if !strings.HasSuffix(q.Question, "    for range 2 { print() }") || q.Explanation != "Because tea\nis faster." {
		t.Errorf("question %q, explanation %q", q.Question, q.Explanation)
	}
	if o := q.Options[2]; o.Letter != "C" || o.Text != "tea\n    toast\n    served" {
		t.Errorf("an option of several lines is %+v", o)
	}
}

func TestTheXGoesWhereTheCommandPutsIt(t *testing.T) {
	q, err := Parse(question)
	if err != nil {
		t.Fatal(err)
	}
	for output, want := range map[string]string{
		"toast\ntea\n":         "- [x] toast",
		"tea\ntoast\n":         "- [x] `tea",
		"tea\ntoast\n served ": "- [x] tea\n",
	} {
		body, err := q.Answered(output)
		if err != nil || !strings.Contains(body, want) || strings.Count(body, "[x]") != 1 {
			t.Errorf("the output %q makes it %s, %v", output, body, err)
		}
		if unmarked := strings.NewReplacer("[x]", "[ ]"); unmarked.Replace(body) != unmarked.Replace(question) {
			t.Errorf("more than the x moved: %s", body)
		}
	}
	if _, err := q.Answered("coffee\n"); err == nil || !strings.Contains(err.Error(), `prints "coffee", which is none of the options`) {
		t.Errorf("an answer that is no option gives %v", err)
	}
}

func TestAMalformedQuizIsReportedAtItsLine(t *testing.T) {
	for _, test := range []struct {
		body string
		line int
		want string
	}{
		{"", 1, "starts with its question"},
		{"- [x] a\n- [ ] b\n\n> c\n", 1, "starts with its question"},
		{"Q?\n\n- [x] a\n\n> c\n", 5, "two options at least"},
		{"Q?\n\n- [x] a\n- [ ] b\n", 4, "says why"},
		{"Q?\n\n- [ ] a\n- [ ] b\n\n> c\n", 0, "0 options have an x"},
		{"Q?\n\n- [x] a\n- [x] b\n\n> c\n", 0, "2 options have an x"},
		{"Q?\n\n- [x] a\n- [ ] `a`\n\n> c\n", 4, `two options say "a"`},
		{"Q?\n\n- [x] a\n- [ ] b\n\n> c\n\nmore\n", 8, `what is "more" doing`},
	} {
		_, err := Parse(test.body)
		syntax, ok := err.(*SyntaxError)
		if !ok || syntax.Line != test.line || !strings.Contains(syntax.Problem, test.want) {
			t.Errorf("%q gives %+v, want %q in line %d", test.body, err, test.want, test.line)
		}
	}
}
