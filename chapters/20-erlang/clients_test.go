package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/panics"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

// Both clients in Go: they print and say the same.
var clients = []string{"get", "get-reactor"}

func TestPoemsComeInTheOrderOfTheArguments(t *testing.T) {
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			ports, texts := w.ServeAll(10, 10*ms)
			if o := w.Call(append([]string{client}, ports...)...); o.Status != 0 || o.Stdout != strings.Join(texts, "\n") {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}

func TestAPoemThatDoesNotComeCostsNoOther(t *testing.T) {
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10002, "tide", 100, 10*ms)
			w.Behave(10003, func(c *sim.Conn) { io.WriteString(c, "half a po"); c.SetLinger(0) })
			w.Behave(10004, func(c *sim.Conn) {})
			tide := programtest.TextOf(t, "tide")
			o := w.Call(client, "10001", "10002", "10003", "10004")
			if o.Status != 1 || o.Stdout != tide {
				t.Errorf("%s: %+v", client, o)
			}
			for _, want := range []string{
				`poem 1: .*127\.0\.0\.1:10001: .*connection refused`,
				`poem 3: read .*127\.0\.0\.1:10003: .*connection reset by peer`,
				`poem 4: 127\.0\.0\.1:10004 said nothing`,
				client + `: 3 of 4 poems did not come`,
			} {
				if !regexp.MustCompile("(?m)^" + want + "$").MatchString(o.Stderr) {
					t.Errorf("%s says\n%s\nwithout %s", client, o.Stderr, want)
				}
			}
		})
	}
}

func TestCtrlCEndsTheProcesses(t *testing.T) {
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(*sim.Conn) { time.Sleep(time.Hour) })
			ctx, stop := context.WithTimeout(w.Context(), time.Minute)
			defer stop()
			if o := chapter.Call(ctx, &w.Net, client, "10001"); o.Status != 1 || o.Stdout != "" || strings.Contains(o.Stderr, "poem 1") {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}

func TestAMonitorHearsOfEveryEnd(t *testing.T) {
	wrong := errors.New("wrong")
	for name, test := range map[string]struct {
		f    func() error
		want func(error) bool
	}{
		"it returns":            {func() error { return nil }, func(err error) bool { return err == nil }},
		"it returns an error":   {func() error { return wrong }, func(err error) bool { return err == wrong }},
		"it panics":             {func() error { panic("no ink") }, func(err error) bool { return err.(*panics.Error).Value == "no ink" }},
		"it panics with an nil": {func() error { panic(nil) }, func(err error) bool { return err != nil }},
		"it exits":              {func() error { runtime.Goexit(); return nil }, func(err error) bool { return err == errExited }},
	} {
		mailbox := make(chan any, 1)
		spawnMonitor(mailbox, 7, test.f)
		if d := (<-mailbox).(down); d.n != 7 || !test.want(d.reason) {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestReceiveLeavesWhatIsNotWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailbox()
		for _, letter := range []string{"a", "b", "c", "b"} {
			m.send(letter)
		}
		for _, want := range []string{"b", "b"} {
			if got, err := m.receive(t.Context(), is("b")); got != want || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		}
		if got := strings.Join(m.letters, ""); got != "ac" {
			t.Errorf("left are %q", got)
		}
		for i := range 3 {
			go func() {
				time.Sleep(time.Duration(i) * time.Second)
				m.send(fmt.Sprint(i))
			}()
		}
		if got, err := m.receive(t.Context(), is("2")); got != "2" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got, err := m.receive(ctx, is("d")); err != context.DeadlineExceeded {
			t.Errorf("got %q, %v", got, err)
		}
		for _, want := range []string{"a", "c", "0", "1"} {
			if got, err := m.receive(t.Context(), anything); got != want || err != nil {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		}
	})
}

// In one room the reader without a server has its neighbour wait, in a corner of its own it does not.
func TestAPauseIsForAllUnderOneSupervisor(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("crash")
		flat, tree, found := strings.Cut(o.Stdout, "a tree:\n")
		if o.Status != 0 || !found {
			t.Fatalf("%+v", o)
		}
		for name, test := range map[string]struct{ story, poem2, pauses string }{
			"one supervisor": {flat, "1.", "the room pauses"},
			"a tree":         {tree, "0.", "the corner pauses"},
		} {
			if !strings.Contains(test.story, test.pauses) || !strings.Contains(test.story, "  "+test.poem2) {
				t.Errorf("%s: %s", name, test.story)
			}
			for line := range strings.Lines(test.story) {
				if strings.Contains(line, "poem 2 is here") && !strings.HasPrefix(line, "  "+test.poem2) {
					t.Errorf("%s: %s", name, line)
				}
			}
			if strings.Count(test.story, "poem 2 crashes") != 2 || strings.Count(test.story, " is here") != 3 {
				t.Errorf("%s: %s", name, test.story)
			}
		}
	})
}

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		return map[string]string{"get": " [HOST:]PORT...", "get-reactor": " [HOST:]PORT..."}[name]
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"dig":            `no program "dig" here: there are loops, serve, serve-broken, get, get-reactor, mailbox, scan, crash, thousand`,
		"loops 3":        `loops: unexpected argument "3" (-h lists the flags)`,
		"mailbox 3":      `mailbox: unexpected argument "3"`,
		"crash 3":        `crash: unexpected argument "3"`,
		"scan -n 0":      "scan: -n 0 is nothing to measure",
		"thousand 3":     `thousand: unexpected argument "3"`,
		"serve-broken 3": `serve-broken: unexpected argument "3"`,
	}
	for _, client := range clients {
		for line, want := range programtest.AddressMistakes(client) {
			mistakes[line] = want
		}
	}
	chapter.CheckMistakes(t, mistakes)
}

// The two tellings of the run are of the same turns.
func TestTheLoopAndItsProtocolsTellTheSame(t *testing.T) {
	turns, err := fetchThree(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for poem := 1; poem <= 3; poem++ {
		story := asProtocol(turns, poem)
		told += strings.Count(story, "wait")
		if !strings.HasPrefix(story, "wait, a connection, wait, a piece") || !strings.HasSuffix(story, "wait, the end") {
			t.Errorf("poem %d: %s", poem, story)
		}
	}
	if calls := strings.Count(asTheLoop(turns), "call"); calls != told || calls != len(turns) {
		t.Errorf("the loop tells of %d calls, its protocols of %d, and there were %d", calls, told, len(turns))
	}
	quiet := program.Env{Stdout: io.Discard}
	if o := chapter.Run(t.Context(), quiet, "loops"); o.Status != 0 {
		t.Errorf("%+v", o)
	}
}
