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
  > It would, if the
  > toast were late.

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
	if o := q.Options[2]; o.Letter != "C" || o.Text != "tea\n    toast\n    served" || o.Would != "It would, if the\ntoast were late." {
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

const printing = `What does it print?

$ go run ./chapters/01-one

ANSWER

> Tea is faster.
`

func TestWhatAProgramPrintsIsTheAnswer(t *testing.T) {
	for _, test := range []struct{ output, typed, ordered string }{
		{"tea\n  toast\n", "= tea\n=   toast", "1. tea\n2.   toast"},
		{"tea\n\ntea\n", "= tea\n=\n= tea", "prints \"\", and lines to put in order have to differ"},
		{"tea\ntea\n", "= tea\n= tea", "prints \"tea\", and lines to put in order have to differ"},
		{strings.Repeat("tea\n", 7), "prints 7 lines, and a question may have 1 to 6", "have to differ"},
		{"\n", "prints 0 lines", "prints 0 lines"},
	} {
		for before, want := range map[string]string{"= ?\n= ?": test.typed, "1. ?": test.ordered} {
			q, err := Parse(strings.Replace(printing, "ANSWER", before, 1))
			if err != nil {
				t.Fatal(err)
			}
			body, err := q.Answered(test.output)
			if err == nil && body != strings.Replace(printing, "ANSWER", want, 1) || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("the output %q makes %q: %s, %v", test.output, before, body, err)
			}
			if again, err := Parse(body); err == nil && body != "" && (again.Output != test.output || again.Kind == Choose) {
				t.Errorf("%s\nis read as %+v", body, again)
			}
		}
	}
}

// The order in which lines are offered is not the one in which they are printed, and says nothing about it.
func TestLinesToPutInOrderAreShuffled(t *testing.T) {
	for before, want := range map[string]string{
		"1. tea\n2. jam\n3. egg": "A egg, B jam, C tea",
		"1. jam\n2. tea\n3. egg": "A egg, B jam, C tea",
		"1. egg\n2. jam\n3. tea": "A tea, B jam, C egg",
	} {
		q, err := Parse(strings.Replace(printing, "ANSWER", before, 1))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range q.Options {
			got = append(got, o.Letter+" "+o.Text)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q is offered as %q", before, got)
		}
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
