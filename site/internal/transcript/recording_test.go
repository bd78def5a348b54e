//go:build unix

package transcript_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/terminal"
	"slowpoetry/site/internal/transcript"
)

const recorded = `”console {vary="[0-9]+ ns" page="there is no network" recorded="recorded/get.json"}
greeter$ go run ./chapters/01-one serve 10001
...
client 1 was here
closing
$ go run ./chapters/01-one get 10001
hello
in 5 ns
”
`

// A recording has every line of a run, and its time, in the order of the times.
func TestARecordingIsMadeOfTheRun(t *testing.T) {
	root, c := bookOf(t, recorded)
	if result := syncIn(t, root, c, false, false); result.Problem != nil {
		t.Fatal(result.Problem)
	}
	r, err := transcript.RecordingOf(c, c.Fences[0])
	if err != nil {
		t.Fatal(err)
	}
	var said [2][]string
	for i, l := range r.Lines {
		if i > 0 && l.At < r.Lines[i-1].At || l.At > r.Took {
			t.Errorf("line %d is at %v: %+v", i+1, l.At, r)
		}
		said[l.Command] = append(said[l.Command], l.Text)
	}
	if want := "Serving on 127.0.0.1:10001\nclient 1 was here\nclosing"; strings.Join(said[0], "\n") != want {
		t.Errorf("the greeter says %q", said[0])
	}
	if len(said[1]) != 2 || said[1][0] != "hello" {
		t.Errorf("the client says %q", said[1])
	}
}

// A recording that is there, and is one of the transcript, stays; unless all is taken anew.
func TestARecordingStaysWhileItIsTrue(t *testing.T) {
	root, c := bookOf(t, recorded)
	file := filepath.Join(c.Dir(), "recorded", "get.json")
	syncIn(t, root, c, false, false)
	read := func() string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	mine := strings.Replace(read(), "in ", "in 123456789012", 1) // which may vary
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		what        string
		text        string
		anew, check bool
		stays       bool
		problem     string
	}{
		{"true", mine, false, false, true, ""},
		{"true, and taken anew", mine, true, false, false, ""},
		{"of another run", strings.Replace(mine, "hello", "goodbye", 1), false, false, false, ""},
		{"of another run, in a check", strings.Replace(mine, "hello", "goodbye", 1), false, true, true, "recorded/get.json is the recording of another run"},
		{"no recording, in a check", "{", false, true, true, "recorded/get.json is no recording"},
		{"true, in a check", mine, false, true, true, ""},
	} {
		write(test.text)
		result := syncIn(t, root, c, test.anew, test.check)
		if stays := read() == test.text; stays != test.stays {
			t.Errorf("one that is %s: it stays: %v", test.what, stays)
		}
		if problem := result.Problem; (problem == nil) != (test.problem == "") || problem != nil && !strings.Contains(problem.Error(), test.problem) {
			t.Errorf("one that is %s: %v", test.what, problem)
		}
	}
}

// Where what the block needs is missing, its recording is checked all the same.
func TestARecordingIsCheckedWithoutARun(t *testing.T) {
	root, c := bookOf(t, `”console {needs="no-such-program" page="there is none" recorded="recorded/x.json"}
$ no-such-program
hello
”
`)
	if result := syncIn(t, root, c, false, true); result.Problem == nil || !strings.Contains(result.Problem.Error(), "where no-such-program is") {
		t.Errorf("without a recording: %+v", result)
	}
	folder := filepath.Join(c.Dir(), "recorded")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "x.json"), []byte(`{"took": 5, "lines": [{"command": 0, "at": 5, "text": "hello"}]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	if result := syncIn(t, root, c, false, true); result.Problem != nil || !strings.Contains(result.Skipped, "it needs no-such-program") {
		t.Errorf("with one: %+v", result)
	}
}

func TestARecordingIsForWhatThePageCannotRun(t *testing.T) {
	_, result := run(t, "”console {recorded=\"recorded/x.json\"}\n$ go run ./chapters/01-one print x\nx\n”")
	if result.Problem == nil || !strings.Contains(result.Problem.Error(), `say why, in page="REASON"`) {
		t.Errorf("got %+v", result)
	}
}

// bookOf returns a book of one chapter, with a block.
func bookOf(t *testing.T, block string) (root string, c *chapter.Chapter) {
	t.Helper()
	root = chaptertest.Book(t, "chapters/01-one/main.go", program, "chapters/01-one/index.md", chaptertest.Front+"\n"+block+"\n")
	return root, chaptertest.Load(t, root, "chapters/01-one")
}

// syncIn syncs the first block of c.
func syncIn(t *testing.T, root string, c *chapter.Chapter, anew, check bool) transcript.Result {
	t.Helper()
	term, err := terminal.New(root)
	if err != nil {
		t.Fatal(err)
	}
	defer term.Close()
	return transcript.Sync(t.Context(), term, c, c.Fences[0], anew, check)
}
