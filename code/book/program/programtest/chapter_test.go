package programtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
)

// lessons is a chapter to test with.
var lessons = Chapter{"0 · Lessons", []program.Program{
	{Name: "greet", Synopsis: "say hello", Run: greet},
	{Name: "serve", Synopsis: "recite a poem", Run: poetry.Serve},
}}

// greet says hello, in vain with -loud, and leaves a trace of it.
func greet(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	loud := flags.Bool("loud", false, "say it to standard error")
	if err := flags.Parse(args); err != nil {
		return err
	}
	env.Trace.Run("greeter")
	defer env.Trace.End("greeter")
	if *loud {
		return errors.New("too loud")
	}
	_, err := fmt.Fprintln(env.Stdout, "hello")
	return err
}

func TestACallIsWhatTheTerminalWouldDo(t *testing.T) {
	o := lessons.Call(t.Context(), new(sim.Network), "greet")
	if o.Status != 0 || o.Stdout != "hello\n" || o.Stderr != "" {
		t.Errorf("%+v", o)
	}
	if o := lessons.Call(t.Context(), new(sim.Network), "greet", "-loud"); o.Status != 1 || o.Last() != "greet: too loud" {
		t.Errorf("%+v", o)
	}
	if o := lessons.Run(t.Context(), program.Env{Stdout: Full{}}); o.Status != 1 || o.Stdout != "" || o.Stderr != "greet: no room\n" {
		t.Errorf("on a full disk: %+v", o)
	}
}

func TestWhoMustSucceedDoes(t *testing.T) {
	if got := lessons.Succeed(t, nil, "greet"); got != "hello\n" {
		t.Errorf("got %q", got)
	}
	watch(t, func(t testing.TB) { lessons.Succeed(t, nil, "greet", "-loud") }).wantEnd(t, "fatal", "too loud")
	o, run := lessons.Alone(t, "greet")
	if o.Stdout != "hello\n" || o.Took != 0 || len(run) != 2 || run[0].Task != "greeter" {
		t.Errorf("alone: %+v, %v", o, run)
	}
}

func TestHelpIsChecked(t *testing.T) {
	none := func(string) string { return "" }
	lessons.CheckHelp(t, none)
	w := watch(t, func(t testing.TB) { lessons.CheckHelp(t, func(string) string { return " LINE..." }) })
	if len(w.errors) != 2 || !strings.HasPrefix(w.errors[0], "greet -h: ") {
		t.Errorf("programs that take no lines: %q", w.errors)
	}
	mute := Chapter{"0 · Mute", []program.Program{{Name: "mute", Run: func(context.Context, *program.Env, []string) error { return nil }}}}
	if w := watch(t, func(t testing.TB) { mute.CheckHelp(t, none) }); len(w.errors) != 1 {
		t.Errorf("a program that has no help: %q", w.errors)
	}
}

func TestMistakesAreChecked(t *testing.T) {
	good := map[string]string{"greet -soft": "greet: flag provided but not defined: -soft", "wave": `no program "wave" here`}
	lessons.CheckMistakes(t, good)
	for line, said := range map[string]string{"greet": "", "greet -loud": "greet: too loud", "greet -soft": "greet: what?"} {
		w := watch(t, func(t testing.TB) { lessons.CheckMistakes(t, map[string]string{line: said}) })
		if len(w.errors) != 1 {
			t.Errorf("%s: %q", line, w.errors)
		}
	}
}

func TestInAWorldAPoemTakesNoTime(t *testing.T) {
	var o Outcome
	lessons.InWorld(t, func(t *testing.T, w *World) {
		server := w.Serve(10001, "tide", 10, time.Hour)
		began := time.Now()
		text, err := io.ReadAll(w.Dial(10001))
		if tide := TextOf(t, "tide"); err != nil || string(text) != tide || time.Since(began) < Reciting(tide, 10, time.Hour) {
			t.Errorf("after %v %v, %s", time.Since(began), err, text)
		}
		w.Interrupt()
		if o = server.Outcome(); server.Port != "10001" {
			t.Errorf("port %q", server.Port)
		}
	})
	if o.Status != 0 || o.Stdout != "Serving tide on 127.0.0.1:10001\n" {
		t.Errorf("%+v", o)
	}
}

func TestAServerThatEndsAtOnceHasNotStarted(t *testing.T) {
	lessons.InWorld(t, func(t *testing.T, w *World) {
		w.Listen(10001)
		watch(t, func(t testing.TB) {
			w.t = t
			w.Serve(10001, "tide", 10, time.Second)
		}).wantEnd(t, "fatal", "ends at once", "address already in use")
	})
}

func TestAWorldEndsWithItsTest(t *testing.T) {
	var left net.Listener
	ended := false
	lessons.InWorld(t, func(t *testing.T, w *World) {
		w.Serve(10001, "tide", 10, time.Hour)
		left = w.Listen(10002)
		w.Go(func() {
			<-w.Context().Done()
			ended = true
		})
	})
	if !ended || left == nil {
		t.Error("somebody was not waited for")
	}
}

func TestAPeerBehavesAsTheTestLikes(t *testing.T) {
	lessons.InWorld(t, func(t *testing.T, w *World) {
		w.Behave(10001, func(conn *sim.Conn) { io.WriteString(conn, "half a po") })
		for range 2 {
			if text, err := io.ReadAll(w.Dial(10001)); string(text) != "half a po" || err != nil {
				t.Errorf("%q, %v", text, err)
			}
		}
	})
}

func TestTheTasksOfATraceAreRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	lessons.InWorld(t, func(t *testing.T, w *World) {
		if run := w.Traced("greet", "-trace", file); len(run) != 2 {
			t.Errorf("%v", run)
		}
	})
	if tasks, err := TasksOf(file); err != nil || !slices.Equal(tasks, []string{"greeter"}) {
		t.Errorf("%q, %v", tasks, err)
	}
}

func TestWhatIsNoTraceIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	if _, err := TasksOf(file); err == nil {
		t.Error("there is no file")
	}
	for text, want := range map[string]string{
		`hello`: "invalid character",
		`{}`:    "no traceEvents",
		`{"traceEvents": [{"name": "a", "ph": "i", "ts": 1, "pid": 1}]}`:                                       "lacks something",
		`{"traceEvents": [{"name": "a", "ph": "i", "ts": -1, "pid": 1, "tid": 1}]}`:                            "lacks something",
		`{"traceEvents": [{"name": "a", "ph": "X", "ts": 1, "pid": 1, "tid": 1}]}`:                             "lacks something",
		`{"traceEvents": [{"name": "a", "ph": "Z", "ts": 1, "pid": 1, "tid": 1}]}`:                             "unknown kind",
		`{"traceEvents": [{"name": "thread_name", "ph": "M", "ts": 0, "pid": 1, "tid": 1, "args": {"n": 1}}]}`: "no name",
	} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if tasks, err := TasksOf(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v, want %q", text, tasks, err, want)
		}
	}
}
