package exercise_test

import (
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/exercise"
)

const text = chaptertest.Front + `
## Exercises

Some words.

### Double it

Do it in [exercises/1-double](exercises/1-double/exercise.go).

> [!TIP]
> Add it to itself.
`

func files(starter, solution string) []string {
	return []string{
		"chapters/01-one/index.md", text,
		"chapters/01-one/exercises/1-double/exercise.go", "package exercise\n\nfunc Double(n int) int {\n\t" + starter + "\n}\n",
		"chapters/01-one/exercises/1-double/solution/exercise.go", "package exercise\n\nfunc Double(n int) int {\n\t" + solution + "\n}\n",
		"chapters/01-one/exercises/1-double/exercise_test.go", `package exercise

import "testing"

func TestDouble(t *testing.T) {
	if got := Double(3); got != 6 {
		t.Errorf("Double(3) is %d, want 6", got)
	}
}
`,
	}
}

func try(t *testing.T, files ...string) []chapter.Problem {
	t.Helper()
	root := chaptertest.Book(t, files...)
	found, problems := exercise.Find(chaptertest.Load(t, root, "chapters/01-one"))
	problems = append(problems, exercise.Try(t.Context(), found)...)
	return problems
}

func TestAGoodExerciseIsLeftInPeace(t *testing.T) {
	chaptertest.Expect(t, try(t, files("return n", "return 2 * n")...))
}

func TestTheStarterFailsInTheRightWay(t *testing.T) {
	for starter, want := range map[string]string{
		"return 2 * n":            "the starter passes its test",
		"return m":                "the starter does not compile",
		`panic("not yet")`:        "the starter panics",
		"var p *int\n\treturn *p": "the starter panics",
		"return n; return n":      "the starter does not compile, or go vet objects",
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			chaptertest.Expect(t, try(t, files(starter, "return 2 * n")...), "index.md:12: the exercise chapters/01-one/exercises/1-double: "+want)
		})
	}
}

func TestTheSolutionPassesInItsPlace(t *testing.T) {
	for solution, want := range map[string]string{
		"return n + 2": "the solution does not pass the test",
		"return m":     "the solution does not compile in the starter's place",
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			problems := try(t, files("return n", solution)...)
			chaptertest.Expect(t, problems, want)
			if len(problems) > 0 && problems[0].Diff == "" {
				t.Error("what the go command said is missing")
			}
		})
	}
}

func TestFoldersAndSectionsAgree(t *testing.T) {
	good := files("return n", "return 2 * n")
	section := func(old, new string) []string {
		out := append([]string(nil), good...)
		out[1] = strings.Replace(text, old, new, 1)
		return out
	}
	for _, test := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"no link", section("[exercises/1-double](exercises/1-double/exercise.go)", "a file"), []string{
			`index.md:12: the exercise "Double it" does not link to its folder`, "chapters/01-one/exercises/1-double: no section"}},
		{"no hint", section("[!TIP]", "[!NOTE]"), []string{`index.md:12: the exercise "Double it" has no hint`}},
		{"no section", section("## Exercises", "## Others"), []string{"exercises/1-double: no section under ## Exercises"}},
		{"no folder", section("1-double/", "1-triple/"), []string{
			"exercises/1-double: no section", `index.md:12: the exercise "Double it" has no folder exercises/1-triple`}},
		{"another number", section("### Double it", "### First\n\n[x](exercises/2-first/exercise.go)\n\n> [!TIP]\n> x\n\n### Double it"), []string{
			"exercises/1-double: is number 2 in the text", `the exercise "First" has no folder`}},
		{"no solution", append(good[:4:4], good[6:]...), []string{"the exercise has no solution/exercise.go"}},
		{"a stray file", append(good[:len(good):len(good)], "chapters/01-one/exercises/notes.txt", ""), []string{"exercises/notes.txt: an exercise is a folder called N-slug"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := chaptertest.Book(t, test.files...)
			_, problems := exercise.Find(chaptertest.Load(t, root, "chapters/01-one"))
			chaptertest.Expect(t, problems, test.want...)
		})
	}
}
