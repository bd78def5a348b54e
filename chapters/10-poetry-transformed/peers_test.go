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

var peersOfOurs = []string{"get", "get-apart"}

func TestTwistedRecitesPoems(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "code", "poetry", "poems", "splitflap.txt")
	port := startCommand(t, needTwisted(t), filepath.Join("testdata", "twisted_server.py"), file, "17").port()
	poem := textOf(t, "splitflap")
	for _, client := range peersOfOurs {
		if o := start(t, client, port, port, port).outcome(); o.status != 0 || o.stdout != poem+"\n"+poem+"\n"+poem {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

// Twisted's client 5.1 has a chain with the same stages as ours, and its poems take the same ways.
func TestTwistedTransformsPoems(t *testing.T) {
	t.Parallel()
	python := needTwisted(t)
	tide := start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").port()
	flap := start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").port()
	o := startCommand(t, python, filepath.Join("testdata", "twisted_client.py"), tide, unusedPort(t), flap).outcome()
	want := strings.ToUpper(textOf(t, "tide")) + "\n" + textOf(t, "splitflap")
	if o.status != 1 || o.stdout != want || !strings.Contains(o.stderr, "poem 2: Connection was refused") {
		t.Errorf("%+v", o)
	}
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	nc := needCommand(t, "nc")
	for _, client := range peersOfOurs {
		port := unusedPort(t)
		listening := startNetcatServer(t, nc, port, textOf(t, "splitflap"))
		// It does not say when it listens, and hangs up after its first client: so we are that
		// client, as soon as it lets us.
		enough := time.Now().Add(patience)
		o := call(t.Context(), program.System, client, port)
		for strings.Contains(o.stderr, "refused") && !listening.hasEnded() && time.Now().Before(enough) {
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
	need(t, errors.New("no Python with Twisted here (on Debian: python3-twisted)"))
	return ""
}
