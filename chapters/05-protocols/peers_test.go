package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/program"
)

// What we write is TCP, and others speak it. The tests in this file have our servers and clients
// talk to programs that have never heard of this book. Each needs a program that may not be on
// this machine, and says so when it is not.

func TestNetcatTalksToUpper(t *testing.T) {
	t.Parallel()
	nc := needCommand(t, "nc")
	for _, server := range shouters {
		port := start(t, server).port()
		p := newProcess(t, nc, "127.0.0.1", port)
		p.Stdin = strings.NewReader("slack water\r\nMalmö\nbye\nnobody hears this\n")
		p.start()
		if o := p.outcome(); o.status != 0 || o.stdout != "SLACK WATER\nMALMÖ\nBYE\n" {
			t.Errorf("%s: %+v", server, o)
		}
	}
}

func TestNetcatHearsAPoem(t *testing.T) {
	t.Parallel()
	nc := needCommand(t, "nc")
	port := start(t, "serve", "-poem", "splitflap", "-bytes", "33", "-delay", "1ms").port()
	if o := startCommand(t, nc, "127.0.0.1", port).outcome(); o.status != 0 || o.stdout != textOf(t, "splitflap") {
		t.Errorf("%+v", o)
	}
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	nc := needCommand(t, "nc")
	for _, client := range clients {
		port := unusedPort(t)
		listening := startNetcatServer(t, nc, port, textOf(t, "splitflap"))
		// It does not say when it listens, and hangs up after its first client: so we are that
		// client, as soon as it lets us.
		enough := time.Now().Add(patience)
		o := call(t.Context(), program.System, client, port)
		for o.stdout == "" && !listening.hasEnded() && time.Now().Before(enough) {
			o = call(t.Context(), program.System, client, port)
		}
		if o.status != 0 || o.stdout != textOf(t, "splitflap") {
			t.Errorf("%s: %+v; nc says %q", client, o, listening.stderr)
		}
	}
}

// startNetcatServer has nc say a text to whoever calls. There are several programs of that name.
func startNetcatServer(t *testing.T, nc, port, text string) *process {
	t.Helper()
	help, _ := exec.Command(nc, "-h").CombinedOutput()
	args := []string{"-l", "127.0.0.1", port}
	switch {
	case strings.Contains(string(help), "[v1."): // the first, by Hobbit
		args = []string{"-q", "0", "-l", "-s", "127.0.0.1", "-p", port}
	case strings.Contains(string(help), "OpenBSD"): // which else waits for the client to end it
		args = append([]string{"-N"}, args...)
	}
	p := newProcess(t, nc, args...)
	p.Stdin = strings.NewReader(text)
	p.start()
	return p
}

func TestTwistedHearsPoems(t *testing.T) {
	t.Parallel()
	python := needTwisted(t)
	tide := start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").port()
	flap := start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").port()
	kettle := start(t, "serve", "-poem", "kettle", "-bytes", "1000", "-delay", "0s").port()
	o := startCommand(t, python, filepath.Join("testdata", "twisted_client.py"), tide, flap, kettle).outcome()
	want := textOf(t, "tide") + "\n" + textOf(t, "splitflap") + "\n" + textOf(t, "kettle")
	if o.status != 0 || o.stdout != want {
		t.Errorf("%+v", o)
	}
}

func TestTwistedRecitesAPoem(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "code", "poetry", "poems", "splitflap.txt")
	port := startCommand(t, needTwisted(t), filepath.Join("testdata", "twisted_server.py"), file, "17").port()
	text := textOf(t, "splitflap")
	for client, want := range map[string]string{
		"get": text + "\n" + text, "get-simple": text + text, "get-stack": text + "\n" + text,
	} {
		if o := start(t, client, port, port).outcome(); o.status != 0 || o.stdout != want {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestTwistedTalksLinesToUpper(t *testing.T) {
	t.Parallel()
	python := needTwisted(t)
	for _, server := range shouters {
		port := start(t, server).port()
		o := startCommand(t, python, filepath.Join("testdata", "twisted_caller.py"), port, "slack water", "Łódź", "bye").outcome()
		if want := "SLACK WATER\nŁÓDŹ\nBYE\n"; o.status != 0 || o.stdout != want {
			t.Errorf("%s: %+v", server, o)
		}
	}
}

func TestSayTalksLinesToTwisted(t *testing.T) {
	t.Parallel()
	port := startCommand(t, needTwisted(t), filepath.Join("testdata", "twisted_upper.py")).port()
	o := start(t, "say", port, "slack water", "Łódź").outcome()
	if want := "SLACK WATER\nŁÓDŹ\n"; o.status != 0 || o.stdout != want {
		t.Errorf("%+v", o)
	}
}

// needTwisted returns the path of a Python that has Twisted. The system's own comes first: that is
// where Debian's package puts it, whatever else is on the PATH.
func needTwisted(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3", "python"} {
		path, err := exec.LookPath(python)
		if err == nil && exec.Command(path, "-c", "import twisted.internet.reactor").Run() == nil {
			return path
		}
	}
	need(t, errNoTwisted)
	return ""
}

var errNoTwisted = errors.New("no Python with Twisted here (on Debian: python3-twisted)")
