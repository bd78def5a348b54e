//go:build !js

package programtest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// behave starts a process that does one of the acts.
func behave(t testing.TB, how string) *Process {
	t.Helper()
	t.Setenv(act, how)
	return StartCommand(t, os.Args[0])
}

func TestAnOutcomeIsAllThatCameOfAProcess(t *testing.T) {
	o := behave(t, "speak").Outcome()
	if o.Status != 3 || o.Stdout != "one\ntwo\nthr" || o.Stderr != "first\nlast\n" || o.Last() != "last" {
		t.Errorf("%+v", o)
	}
}

func TestLinesComeOneAfterTheOther(t *testing.T) {
	p := behave(t, "speak")
	if first, second := p.Line(), p.Line(); first != "one" || second != "two" {
		t.Errorf("%q and %q", first, second)
	}
	watch(t, func(w testing.TB) {
		p.t = w
		p.Line()
	}).wantEnd(t, "fatal", `ended without "another line"`, `it has printed "one\ntwo\nthr" and said "first\nlast\n"`)
}

func TestAwaitReturnsWhatIsThere(t *testing.T) {
	p := behave(t, "serve")
	if text := p.Await(p.Stdout, "with pleasure\n"); text != "Serving nothing on 127.0.0.1:4711\nwith pleasure\n" {
		t.Errorf("got %q", text)
	}
	if port := p.Port(); port != "4711" {
		t.Errorf("port %q", port)
	}
	watch(t, func(w testing.TB) {
		p.t = w
		p.Await(p.Stderr, "without")
	}).wantEnd(t, "fatal", `ended without "without"`)
}

func TestAServerMustSayWhereItIs(t *testing.T) {
	p := behave(t, "speak")
	watch(t, func(w testing.TB) {
		p.t = w
		p.Port()
	}).wantEnd(t, "fatal", `prints first "one"`)
}

func TestAProcessEndsWithItsTest(t *testing.T) {
	var p *Process
	t.Run("waiting", func(t *testing.T) {
		p = behave(t, "wait")
		if p.Line(); p.HasEnded() {
			t.Errorf("it has ended: %+v", p.Outcome())
		}
	})
	if !p.HasEnded() {
		t.Error("it goes on")
	}
}

func TestWhatCannotBeStartedEndsTheTest(t *testing.T) {
	watch(t, func(t testing.TB) { StartCommand(t, "no/such/command") }).wantEnd(t, "fatal", "no/such/command")
}

func TestTheCommandOfTheFolderIsBuiltOnce(t *testing.T) {
	t.Chdir("testdata/chapter")
	if o := Start(t, "hello").Outcome(); o.Status != 0 || o.Stdout != "hello from a process of its own\n" {
		t.Errorf("%+v", o)
	}
	t.Chdir(t.TempDir()) // where there is nothing to build
	if o := Start(t, "goodbye").Outcome(); o.Status != 2 || !strings.HasPrefix(o.Stderr, `no program "goodbye" here`) {
		t.Errorf("%+v", o)
	}
}

func TestACommandGoesByOneNameOrAnother(t *testing.T) {
	want, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	if got := NeedCommand(t, "no-such-command", "go"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPortIsHeardAndAnUnusedOneIsNot(t *testing.T) {
	port := UnusedPort(t)
	watch(t, func(t testing.TB) { Hear(t, port, "") }).wantEnd(t, "fatal", port)
	nc := StartNetcat(t, port, "a poem")
	for { // it does not say when it listens
		var heard string
		w := watch(t, func(t testing.TB) { heard = Hear(t, port, "") })
		if w.end == "" && heard != "a poem" || w.end != "" && nc.HasEnded() {
			t.Fatalf("heard %q, %s, nc says %q", heard, w.end, nc.Stderr)
		}
		if w.end == "" {
			return
		}
	}
}
