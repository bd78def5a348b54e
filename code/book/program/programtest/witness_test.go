package programtest

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A witness is a test that remembers what is held against it instead of failing.
type witness struct {
	testing.TB
	errors []string
	end    string // "skip: " or "fatal: ", and why
}

func (w *witness) Helper()             {}
func (w *witness) Logf(string, ...any) {}
func (w *witness) Errorf(format string, args ...any) {
	w.errors = append(w.errors, fmt.Sprintf(format, args...))
}
func (w *witness) Skip(args ...any)  { w.finish("skip: " + strings.TrimSpace(fmt.Sprintln(args...))) }
func (w *witness) Fatal(args ...any) { w.finish("fatal: " + strings.TrimSpace(fmt.Sprintln(args...))) }
func (w *witness) Fatalf(format string, args ...any) {
	w.finish("fatal: " + fmt.Sprintf(format, args...))
}

func (w *witness) finish(end string) {
	w.end = end
	runtime.Goexit()
}

// watch runs a test with a witness.
func watch(t *testing.T, test func(t testing.TB)) *witness {
	w := &witness{TB: t}
	over := make(chan struct{})
	go func() {
		defer close(over)
		test(w)
	}()
	<-over
	return w
}

// wantEnd fails the test unless the witness ended with these words.
func (w *witness) wantEnd(t *testing.T, kind string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.HasPrefix(w.end, kind+": ") || !strings.Contains(w.end, word) {
			t.Errorf("it ended with %q, want %s with %q", w.end, kind, word)
		}
	}
}

// act is the environment variable that makes a process of the test's own executable: it says how to
// behave.
const act = "PROGRAMTEST_ACT"

func TestMain(m *testing.M) {
	if how, ok := acts[os.Getenv(act)]; ok {
		os.Exit(how())
	}
	Main(m)
}

// acts are ways to behave. Each returns the status to end with.
var acts = map[string]func() int{
	"speak": func() int {
		fmt.Print("one\ntwo\nthr")
		fmt.Fprint(os.Stderr, "first\nlast\n")
		return 3
	},
	"serve": func() int {
		fmt.Println("Serving nothing on 127.0.0.1:4711")
		fmt.Println("with pleasure")
		return 0
	},
	"wait": func() int {
		fmt.Println("waiting")
		time.Sleep(time.Hour) // if nobody kills us
		return 0
	},
}
