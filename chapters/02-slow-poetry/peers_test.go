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

func TestCurlHearsAPoem(t *testing.T) {
	t.Parallel()
	curl := needCommand(t, "curl")
	// An answer that is no HTTP goes by the name of HTTP/0.9. New versions of curl want to be
	// asked for it, and old ones do not know the question.
	flags := []string{"--silent", "--show-error", "--noproxy", "*"}
	if exec.Command(curl, "--http0.9", "--version").Run() == nil {
		flags = append(flags, "--http0.9")
	}
	for _, size := range []string{"10", "1000"} {
		port := start(t, "serve", "-poem", "splitflap", "-bytes", size, "-delay", "1ms").port()
		o := startCommand(t, curl, append(flags, "http://127.0.0.1:"+port+"/")...).outcome()
		if o.status != 0 || o.stdout != textOf(t, "splitflap") {
			t.Errorf("%s bytes at a time: %+v", size, o)
		}
	}
}

func TestNetcatHearsAPoem(t *testing.T) {
	t.Parallel()
	nc := needCommand(t, "nc")
	server := start(t, "serve", "-poem", "splitflap", "-bytes", "33", "-delay", "1ms")
	o := startCommand(t, nc, "127.0.0.1", server.port()).outcome()
	if o.status != 0 || o.stdout != textOf(t, "splitflap") {
		t.Errorf("%+v", o)
	}
	server.await(server.stderr, "client 1 has heard it all\n")
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	nc := needCommand(t, "nc")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
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

func TestPythonsSocketsHearPoems(t *testing.T) {
	t.Parallel()
	python := needCommand(t, "python3", "python")
	for _, script := range []string{"blocking_client.py", "select_client.py"} {
		fetchWith(t, python, script)
	}
}

func TestPythonsSocketsReciteAPoem(t *testing.T) {
	t.Parallel()
	reciteWith(t, needCommand(t, "python3", "python"), "server.py")
}

func TestTwistedHearsPoems(t *testing.T) {
	t.Parallel()
	fetchWith(t, needTwisted(t), "twisted_client.py")
}

func TestTwistedRecitesAPoem(t *testing.T) {
	t.Parallel()
	reciteWith(t, needTwisted(t), "twisted_server.py")
}

// fetchWith has a client in Python fetch poems from three of our servers.
func fetchWith(t *testing.T, python, script string) {
	t.Helper()
	tide := start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").port()
	flap := start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").port()
	kettle := start(t, "serve", "-poem", "kettle", "-bytes", "1000", "-delay", "0s").port()
	o := startCommand(t, python, filepath.Join("testdata", script), tide, flap, kettle).outcome()
	want := textOf(t, "tide") + "\n" + textOf(t, "splitflap") + "\n" + textOf(t, "kettle")
	if o.status != 0 || o.stdout != want {
		t.Errorf("%s: %+v", script, o)
	}
}

// reciteWith has our clients fetch a poem from a server in Python, twice.
func reciteWith(t *testing.T, python, script string) {
	t.Helper()
	file := filepath.Join("..", "..", "code", "poetry", "poems", "splitflap.txt")
	port := startCommand(t, python, filepath.Join("testdata", script), file, "17").port()
	want := textOf(t, "splitflap") + "\n" + textOf(t, "splitflap")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
		if o := start(t, client, port, port).outcome(); o.status != 0 || o.stdout != want {
			t.Errorf("%s, of %s: %+v", client, script, o)
		}
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
	need(t, errors.New("no Python with Twisted here (on Debian: python3-twisted)"))
	return ""
}
