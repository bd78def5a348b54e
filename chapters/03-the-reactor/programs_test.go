package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(string) string { return "" })
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"count":                   `no program "count" here: there are demo, countdown, `,
		"countdown 5":             `countdown: unexpected argument "5" (-h lists the flags)`,
		"countdown -from -1":      "countdown: -from cannot be less than nothing",
		"countdown -every -1s":    "countdown: -every cannot be less than nothing",
		"countdown -from ten":     `countdown: invalid value "ten" for flag -from: `,
		"countdown -every 5":      `countdown: invalid value "5" for flag -every: `,
		"launch -from -1":         "launch: -from cannot be less than nothing",
		"launch -port http":       `launch: invalid value "http" for flag -port: `,
		"launch -port 65536":      "launch: a port is a number from 0 to 65535",
		"pick -poller select":     `pick: invalid value "select" for flag -poller: there is only portable here (-h lists the flags)`,
		"log -level loud":         `log: invalid value "loud" for flag -level: `,
		"drift -work -1s":         "drift: -work cannot be less than nothing",
		"lookup -inside -outside": "lookup: -inside and -outside do not go together",
		"timers -n 0":             "timers: -n is a number from 1 to 1000000",
		"timers -n 2000000":       "timers: -n is a number from 1 to 1000000",
	}
	for _, p := range programs {
		mistakes[p.Name+" -fast"] = p.Name + ": flag provided but not defined: -fast (-h lists the flags)"
		mistakes[p.Name+" now"] = p.Name + `: unexpected argument "now" (-h lists the flags)`
	}
	chapter.CheckMistakes(t, mistakes)
}

func TestWhatTheWorldRefusesIsOneLine(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Listen(10001)
		for line, want := range map[string]string{
			"launch -port 10001":  "launch: listen 127.0.0.1:10001: address already in use\n",
			"log -file no/where":  "log: open no/where: ",
			"demo -trace no/file": `demo: invalid value "no/file" for flag -trace: `,
		} {
			o := w.Call(strings.Fields(line)...)
			if o.Status == 0 || o.Stdout != "" || !strings.HasPrefix(o.Stderr, want) || strings.Count(o.Stderr, "\n") != 1 {
				t.Errorf("%s: %+v, want %q", line, o, want)
			}
		}
	})
}

func TestACountdownKeepsItsPace(t *testing.T) {
	for line, want := range map[string]struct {
		stdout string
		took   time.Duration
	}{
		"countdown":                     {"tea: 5\ntea: 4\ntea: 3\ntea: 2\ntea: 1\ntea: ready\n", 2500 * time.Millisecond},
		"countdown -from 2 -every 1m":   {"tea: 2\ntea: 1\ntea: ready\n", 2 * time.Minute},
		"countdown -from 3 -every 0s":   {"tea: 3\ntea: 2\ntea: 1\ntea: ready\n", 0},
		"countdown -from 0 -every 700h": {"tea: ready\n", 0},
	} {
		if o, _ := chapter.Alone(t, line); o.Stdout != want.stdout || o.Took != want.took {
			t.Errorf("%s: printed %q in %v, want %q in %v", line, o.Stdout, o.Took, want.stdout, want.took)
		}
	}
}

const breakfastLines = "tea: 4|eggs: 3|toast: 2|tea: 3|toast: 1|eggs: 2|tea: 2|toast: ready|tea: 1|eggs: 1|tea: ready|eggs: ready|"

func TestBreakfastIsInterleaved(t *testing.T) {
	o, _ := chapter.Alone(t, "demo")
	lines, timeline, _ := strings.Cut(o.Stdout, "\n\n")
	if got := strings.ReplaceAll(lines+"\n", "\n", "|"); got != breakfastLines {
		t.Errorf("printed %s\nwant    %s", got, breakfastLines)
	}
	for _, lane := range []string{"loop", "tea", "eggs", "toast"} {
		if !strings.Contains(timeline, "\n"+lane+" ") {
			t.Errorf("the timeline has no lane for %s:\n%s", lane, timeline)
		}
	}
	if o.Took != served {
		t.Errorf("it took %v, want %v", o.Took, served)
	}
}

// At no time do two lanes run: there is one goroutine.
func TestOneHasTheGoroutineAtATime(t *testing.T) {
	for _, line := range []string{"demo", "countdown -every 0s", "hello", "panic", "log", "pick"} {
		var run trace.Trace
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			run = w.Traced(strings.Fields(line)...)
		})
		running := map[string]bool{}
		for _, e := range run {
			if !e.Kind.IsState() {
				continue
			}
			running[e.Task] = e.Kind == trace.Run
			var now []string
			for task, runs := range running {
				if runs {
					now = append(now, task)
				}
			}
			if len(now) > 1 {
				t.Errorf("%s: at %v %q run together", line, e.At, now)
				break
			}
		}
		if len(run) == 0 {
			t.Errorf("%s leaves no trace", line)
		}
	}
}

func TestTheStackIsOursTheLoopsAndOurs(t *testing.T) {
	for line, want := range map[string]string{
		"stack": "main.stack.func1 main.(*loop).call main.(*loop).ring main.(*loop).run main.stack",
		"stack -library": "main.stackOfReactor.func1 reactor.(*Reactor).guard reactor.(*Reactor).runDue " +
			"reactor.(*Reactor).turn reactor.(*Reactor).Run main.stackOfReactor main.stack",
	} {
		var names []string
		o, _ := chapter.Alone(t, line)
		for row := range strings.Lines(o.Stdout) {
			if !regexp.MustCompile(`^\S+ +[a-z]+\.go:[0-9]+\n$`).MatchString(row) {
				t.Errorf("%s: a line is %q", line, row)
			}
			// A test's package is called by its path.
			names = append(names, strings.ReplaceAll(strings.Fields(row)[0], "03-the-reactor.", "main."))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s\nwant %s", line, got, want)
		}
	}
}

func TestALaunchThatNobodyHoldsGoes(t *testing.T) {
	o, _ := chapter.Alone(t, "launch -port 10001 -from 2")
	want := "launch: 2\nto hold it, connect to 127.0.0.1:10001\nlaunch: 1\nlaunch: ready\n"
	if o.Stdout != want || o.Took != 2*time.Second {
		t.Errorf("printed %q in %v, want %q in 2s", o.Stdout, o.Took, want)
	}
}

func TestAnyoneCanHoldALaunch(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ended := make(chan programtest.Outcome)
		go func() { ended <- w.Call("launch", "-port", "10001", "-from", "5") }()
		time.Sleep(2500 * time.Millisecond)
		conn := w.Dial(10001)
		defer conn.Close()
		told := make([]byte, 100)
		n, _ := conn.Read(told)
		if want := "You held it, with 2 to go.\n"; string(told[:n]) != want {
			t.Errorf("whoever holds it is told %q, want %q", told[:n], want)
		}
		want := "launch: 5\nto hold it, connect to 127.0.0.1:10001\nlaunch: 4\nlaunch: 3\nlaunch: held, with 2 to go\n"
		if o := <-ended; o.Status != 0 || o.Stdout != want || o.Took != 2500*time.Millisecond {
			t.Errorf("%+v, want %q", o, want)
		}
		if _, err := w.Net.DialContext(t.Context(), "tcp", "127.0.0.1:10001"); err == nil {
			t.Error("the door is still open")
		}
	})
}

func TestCtrlCEndsEveryProgram(t *testing.T) {
	for _, test := range []struct {
		line   string
		status int
		stderr string
	}{
		{"demo", 1, "demo: interrupted\n"},
		{"countdown", 1, "countdown: interrupted\n"},
		{"launch", 1, "launch: interrupted\n"},
		{"simple", 0, ""},
		{"hello", 0, ""},
		{"panic", 0, ""},
		{"drift", 1, "drift: interrupted\n"},
		{"log", 0, ""},
		{"lookup", 0, ""},
		{"plain", 1, "plain: interrupted\n"},
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			ctx, stop := context.WithTimeout(t.Context(), 40*time.Millisecond)
			defer stop()
			interrupted, interrupt := context.WithCancel(t.Context())
			context.AfterFunc(ctx, interrupt)
			o := chapter.Call(interrupted, &w.Net, test.line)
			if o.Status != test.status || o.Stderr != test.stderr || o.Took != 40*time.Millisecond {
				t.Errorf("%s: status %d and %q after %v, want %d and %q", test.line, o.Status, o.Stderr, o.Took, test.status, test.stderr)
			}
		})
	}
}

func TestALoopWithNothingToDoSleeps(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, interrupt)
		o := chapter.Call(ctx, &w.Net, "simple")
		if !strings.Contains(o.Stdout, "It ran for 3600.0 s, and went round once") {
			t.Errorf("%+v", o)
		}
	})
}

func TestHelloSaysWhatComesWhen(t *testing.T) {
	want := []string{
		"nothing has been called yet", "hello", "stop", "due in the same turn",
		"before: connections are still open", "during: connections are about to be closed",
		"after: nothing is open any more", "Run has returned",
	}
	o, _ := chapter.Alone(t, "hello")
	if got := strings.Split(strings.TrimSpace(o.Stdout), "\n"); !slices.Equal(got, want) {
		t.Errorf("printed %q\nwant    %q", got, want)
	}
}

func TestAnyPollerCanBePicked(t *testing.T) {
	for line, want := range map[string]string{
		"pick":                  "this reactor waits with portable\n",
		"pick -poller portable": "this reactor waits with portable\n",
	} {
		if o, _ := chapter.Alone(t, line); o.Stdout != want {
			t.Errorf("%s in memory: %q, want %q", line, o.Stdout, want)
		}
	}
	native := socket.System.Name()
	for _, name := range []string{native, "portable"} {
		if o := chapter.Call(t.Context(), program.System, "pick", "-poller", name); o.Status != 0 || o.Stdout != "this reactor waits with "+name+"\n" {
			t.Errorf("%s on this machine: %+v", name, o)
		}
	}
}

func TestAPanicConcernsNobodyElse(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("panic")
		if o.Status != 0 || o.Stdout != "still here\nstill here\n" {
			t.Errorf("%+v", o)
		}
		for _, part := range []string{`level=ERROR msg="panic in a callback" callback=setTheTable `,
			`panic="assignment to entry in nil map"`, `stack="setTheTable panic.go:`} {
			if !strings.Contains(o.Stderr, part) || strings.Count(o.Stderr, "\n") != 1 {
				t.Errorf("logs %q, want one line with %q", o.Stderr, part)
			}
		}
	})
}

func TestTheLogHasWhatItsLevelSays(t *testing.T) {
	for level, want := range map[string]string{
		"debug": "DEBUG DEBUG ERROR DEBUG INFO",
		"info":  "ERROR INFO",
		"warn":  "ERROR",
		"error": "ERROR",
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			o := w.Call("log", "-level", level)
			var levels []string
			for _, match := range regexp.MustCompile(`level=([A-Z]+)`).FindAllStringSubmatch(o.Stderr, -1) {
				levels = append(levels, match[1])
			}
			if got := strings.Join(levels, " "); o.Status != 0 || o.Stdout != "" || got != want {
				t.Errorf("-level %s: %s, want %s\n%+v", level, got, want, o)
			}
		})
	}
}

func TestALogFileIsAddedTo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tea.log")
	for n := 1; n <= 2; n++ {
		chapter.Alone(t, "log -file "+file)
		text, err := os.ReadFile(file)
		if err != nil || strings.Count(string(text), "\n") != 2*n || !strings.HasPrefix(string(text), "time=") {
			t.Errorf("run %d: %v, %q", n, err, text)
		}
	}
}

func TestALoopingCallDoesNotDrift(t *testing.T) {
	want := "each asks for the next  1.10 s\na LoopingCall           1.00 s\n"
	if o, _ := chapter.Alone(t, "drift"); o.Stdout != want {
		t.Errorf("printed %q, want %q", o.Stdout, want)
	}
}

func TestALoopThatStopsDropsWhatIsDue(t *testing.T) {
	o, _ := chapter.Alone(t, "hello -loop")
	if want := "nothing has been called yet\nhello\nstop\nrun has returned\n"; o.Stdout != want {
		t.Errorf("printed %q, want %q", o.Stdout, want)
	}
}

func TestALoopingCallLeavesOutTheBeatsThatItMisses(t *testing.T) {
	want := "each asks for the next  2.40 s\na LoopingCall           2.02 s\n"
	if o, _ := chapter.Alone(t, "drift -work 70ms"); o.Stdout != want {
		t.Errorf("printed %q, want %q", o.Stdout, want)
	}
}

const noAnswer = "poetry.example: the name server does not answer\n"

func TestALookupInACallbackStopsTheClock(t *testing.T) {
	want := "0.0 s: tick\n0.7 s: " + noAnswer + "0.7 s: tick\n1.0 s: tick\n"
	if o, _ := chapter.Alone(t, "lookup -inside"); o.Stdout != want || o.Took != time.Second {
		t.Errorf("%+v, want %q", o, want)
	}
}

func TestALookupInAGoroutineDoesNotStopTheClock(t *testing.T) {
	want := "0.0 s: tick\n0.5 s: tick\n0.7 s: " + noAnswer + "1.0 s: tick\n"
	if o, _ := chapter.Alone(t, "lookup"); o.Stdout != want || o.Took != time.Second {
		t.Errorf("%+v, want %q", o, want)
	}
}

// The first three are due at once, and come in any order.
func TestPlainGoMakesTheSameBreakfast(t *testing.T) {
	o, _ := chapter.Alone(t, "plain")
	lines := strings.Split(o.Stdout, "\n")
	slices.Sort(lines[:3])
	want := strings.Split(breakfastLines, "|")
	slices.Sort(want[:3])
	if !slices.Equal(lines, want) || o.Took != served {
		t.Errorf("printed %q in %v\nwant    %q in %v", lines, o.Took, want, served)
	}
}

func TestTimersMeasuresAllThree(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "timers", "-n", "100")
	if o.Status != 0 || o.Stderr != "" || len(regexp.MustCompile(`[0-9]+ ns`).FindAllString(o.Stdout, -1)) != 5 {
		t.Errorf("%+v", o)
	}
}

// The delays of the measurement: all different, so that the order matters, and in no order.
func TestDelaysAreInNoOrder(t *testing.T) {
	delays := inAnHour(1000)
	if slices.IsSorted(delays) {
		t.Error("they are sorted")
	}
	slices.Sort(delays)
	if n := len(slices.Compact(delays)); n != 1000 {
		t.Errorf("%d of 1000 are different", n)
	}
}
