//go:build unix

package quiz_test

import (
	"strings"
	"testing"

	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/quiz"
	"slowpoetry/site/internal/terminal"
)

func TestAQuizIsAnsweredByItsCommand(t *testing.T) {
	root := chaptertest.Book(t,
		"chapters/01-one/main.go", "package main\n\nfunc main() { println(\"tea\\ntoast\") }\n",
		"chapters/01-one/index.md", chaptertest.Front+`
”quiz
What does it print?

$ go run ./chapters/01-one

- [x] toast tea
- [ ] tea toast

> It does.
”

”quiz
What does it not print?

$ go run ./chapters/01-one

- [ ] toast tea
- [x] coffee

> It does not.
”

”quiz
Malformed?

- [x] yes
- [x] no

> Both.
”

”quiz
What does it print?

$ go run ./chapters/01-one

= tea
= coffee

> It does.
”

”quiz
And now?

$ go run ./chapters/01-one

- [ ] toast
- [x] tea toast

> Both.
”

”quiz
Without a program?

- [ ] no
  > With one.
- [x] yes
  > Never.

> It has none.
”

”quiz
In what order?

$ go run ./chapters/01-one

1. toast
2. tea

> So.
”
`)
	c := chaptertest.Load(t, root, "chapters/01-one")
	term, err := terminal.New(root)
	if err != nil {
		t.Fatal(err)
	}
	defer term.Close()

	edit, problem := quiz.Sync(t.Context(), term, c, c.Fences[0])
	if problem != nil || edit == nil || !strings.Contains(edit.New, "- [ ] toast tea\n- [x] tea toast\n") {
		t.Errorf("got %v, %v", edit, problem)
	}
	for i, want := range map[int]string{3: "\n= tea\n= toast\n\n> It", 6: "\n1. tea\n2. toast\n\n> So"} {
		edit, problem := quiz.Sync(t.Context(), term, c, c.Fences[i])
		if problem != nil || edit == nil || !strings.Contains(edit.New, want) || !strings.Contains(edit.Fault, "has other lines than its command prints") {
			t.Errorf("got %v, %v, want %q", edit, problem, want)
		}
	}
	for i, want := range map[int]string{
		1: `index.md:19: the quiz cannot be answered: "go run ./chapters/01-one" prints "tea toast", which is none of the options`,
		2: "index.md:30: the quiz is malformed: 2 options have an x",
		4: `index.md:55: the quiz is malformed: option A does not say what it would take for it to be right: put that below it`,
		5: "index.md:66: the quiz is malformed: option B is right, and says what it would take",
	} {
		if _, problem := quiz.Sync(t.Context(), term, c, c.Fences[i]); problem == nil || !strings.Contains(problem.Error(), want) {
			t.Errorf("got %v, want %q", problem, want)
		}
	}
}
