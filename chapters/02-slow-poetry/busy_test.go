package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
)

func TestTheBusyClientAsksMoreOftenThanThereIsAnAnswer(t *testing.T) {
	ports := []string{serveHere(t, "tide", 160, 3*ms), serveHere(t, "splitflap", 3, ms), serveHere(t, "kettle", 1, 0)}
	o := chapter.Call(t.Context(), program.System, append([]string{"get-busy"}, ports...)...)
	want := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap") + "\n" + programtest.TextOf(t, "kettle")
	if o.Status != 0 || o.Stdout != want {
		t.Errorf("status %d, stderr\n%s\nprinted\n%s", o.Status, o.Stderr, o.Stdout)
	}
	_, line, _ := strings.Cut(o.Stderr, "asked ")
	var asked, answered int
	if _, err := fmt.Sscanf(line, "%d times, had an answer %d times", &asked, &answered); err != nil || answered < 3 || asked < answered {
		t.Errorf("%q: asked %d times, had %d answers, %v", line, asked, answered, err)
	}
}

func TestTheBusyClientPutsUpWithRefusals(t *testing.T) {
	listening := serveHere(t, "tide", 100, 0)
	o := chapter.Call(t.Context(), program.System, "get-busy", programtest.UnusedPort(t), listening)
	if o.Status != 1 || o.Stdout != programtest.TextOf(t, "tide") || o.Last() != "get-busy: 1 of 2 poems did not come" {
		t.Errorf("status %d, stderr\n%s\nprinted\n%s", o.Status, o.Stderr, o.Stdout)
	}
}

// serveHere serves a poem on the machine's own network, in this process, until the test ends.
func serveHere(t *testing.T, poem string, bytes int, delay time.Duration) (port string) {
	t.Helper()
	listener, err := program.System.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p, err := poetry.Find(poem)
	if err != nil {
		t.Fatal(err)
	}
	env := &program.Env{Stdout: t.Output(), Stderr: t.Output(), Net: program.System}
	ended := make(chan error)
	go func() {
		ended <- reciteToAll(t.Context(), env, listener, poetry.Options{Poem: p, Bytes: bytes, Delay: delay})
	}()
	t.Cleanup(func() { // after t.Context is done
		if err := <-ended; err != nil {
			t.Errorf("the server of %s: %v", poem, err)
		}
	})
	return programtest.PortOf(listener.Addr().String())
}
