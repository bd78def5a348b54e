package fragment

import (
	"strings"
	"testing"

	"slowpoetry/site/internal/chaptertest"
)

func TestFragments(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/main.go", `package main

import (
	"fmt"
	str "strings"
)

type poem struct{ text string }

func main() { fmt.Println(str.ToUpper(poem{"x"}.text)) }
`)
	for _, test := range []struct{ name, block, want string }{
		{"declarations", "”go {fragment=\"a\"}\nfunc Read(p []byte) (int, error)\n\ntype T int\n”", ""},
		{"statements", "”go {fragment=\"a\"}\nx := f()\n\nfor {\n}\n”", ""},
		{"a file", "”go {fragment=\"a\"}\npackage a\n\nimport \"x\"\n”", ""},
		{"neither named nor listed", "”go\nx()\n”", "index.md:7: Go that comes from nowhere"},
		{"no Go", "”go {fragment=\"a\"}\nx := 1\ny :=\nz)\n”", `index.md:10: the fragment "a" is no Go`},
		{"an unknown attribute", "”go {fragment=\"a\" fails=\"x\"}\nx()\n”", "a fragment has no attribute fails"},
		{"not formatted", "”go {fragment=\"a\"}\nx:=1\n”", `the fragment "a" is not formatted as gofmt does`},

		{"statements that fail as they should", "”go {fragment=\"a\" error=\"declared and not used: n\"}\nn := len(poem{}.text)\n”", ""},
		{"imports as the program has them", "”go {fragment=\"a\" error=\"declared and not used: n\"}\nn := str.ToUpper(fmt.Sprint(io.EOF))\n”", ""},
		{"declarations that fail as they should", "”go {fragment=\"a\" error=\"missing return\"}\nfunc f() int {\n}\n”", ""},
		{"a file that fails as it should", "”go {fragment=\"a\" error=\"undefined: nothing\"}\npackage main\n\nfunc main() { nothing() }\n”", ""},
		{"a syntax error as it should be", "”go {fragment=\"a\" error=\"expected expression\"}\nif x ==\n”", ""},
		{"a fragment that compiles after all", "”go {fragment=\"a\" error=\"missing return\"}\nfunc f() int { return 1 }\n”", `the fragment "a" is said to fail with "missing return", and compiles`},
		{"a fragment that fails in another way", "”go {fragment=\"a\" error=\"missing return\"}\nfunc f() int { return x }\n”", "fails in another way"},
	} {
		t.Run(test.name, func(t *testing.T) {
			chaptertest.Write(t, root, "chapters/01-one/index.md", chaptertest.Front+test.block+"\n")
			c := chaptertest.Load(t, root, "chapters/01-one")
			edit, problem := Sync(t.Context(), c, c.Fences[0])
			got := ""
			switch {
			case edit != nil:
				got = c.Problem(edit.Line, "the %s %s", edit.What, edit.Fault).Error()
			case problem != nil:
				got = problem.Error()
			}
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
				if problem != nil {
					t.Log(problem.Diff)
				}
			}
		})
	}
}
