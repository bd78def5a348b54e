package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// What we write is TCP, and others speak it. The tests in this file have our servers and clients
// talk to programs that have never heard of this book. Each needs a program that may not be on
// this machine, and says so when it is not.

func TestCurlHearsAPoem(t *testing.T) {
	t.Parallel()
	curl := programtest.NeedCommand(t, "curl")
	// An answer that is no HTTP goes by the name of HTTP/0.9. New versions of curl want to be
	// asked for it, and old ones do not know the question.
	flags := []string{"--silent", "--show-error", "--noproxy", "*"}
	if exec.Command(curl, "--http0.9", "--version").Run() == nil {
		flags = append(flags, "--http0.9")
	}
	for size, delay := range map[string]string{"10": "20ms", "400": "1s"} { // curl must have asked before the end
		port := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", size, "-delay", delay).Port()
		o := programtest.StartCommand(t, curl, append(flags, "http://127.0.0.1:"+port+"/")...).Outcome()
		if o.Status != 0 || o.Stdout != programtest.TextOf(t, "splitflap") {
			t.Errorf("%s bytes at a time: %+v", size, o)
		}
	}
}

func TestNetcatHearsAPoem(t *testing.T) {
	t.Parallel()
	nc := programtest.NeedCommand(t, "nc")
	server := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "33", "-delay", "1ms")
	o := programtest.StartCommand(t, nc, "127.0.0.1", server.Port()).Outcome()
	if o.Status != 0 || o.Stdout != programtest.TextOf(t, "splitflap") {
		t.Errorf("%+v", o)
	}
	server.Await(server.Stderr, "client 1 has heard it all\n")
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	poem := programtest.TextOf(t, "splitflap")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
		if o := chapter.CallNetcat(t, client, poem); o.Status != 0 || o.Stdout != poem {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestPythonsSocketsHearPoems(t *testing.T) {
	t.Parallel()
	python := programtest.NeedCommand(t, "python3", "python")
	for _, script := range []string{"blocking_client.py", "select_client.py"} {
		hearPoems(t, script, func(ports ...string) programtest.Outcome {
			return programtest.StartCommand(t, python, append([]string{filepath.Join("testdata", script)}, ports...)...).Outcome()
		})
	}
}

func TestPythonsSocketsReciteAPoem(t *testing.T) {
	t.Parallel()
	python := programtest.NeedCommand(t, "python3", "python")
	file := filepath.Join("..", "..", "code", "book", "poetry", "poems", "splitflap.txt")
	hearTwice(t, "Python", programtest.StartCommand(t, python, filepath.Join("testdata", "server.py"), file, "17"))
}

func TestTwistedHearsPoems(t *testing.T) {
	t.Parallel()
	hearPoems(t, "Twisted", func(ports ...string) programtest.Outcome { return programtest.CallTwistedClient(t, ports...) })
}

func TestTwistedRecitesAPoem(t *testing.T) {
	t.Parallel()
	hearTwice(t, "Twisted", programtest.StartTwistedServer(t, "splitflap", 17))
}

// hearPoems has a client that is not ours fetch poems from three of our servers.
func hearPoems(t *testing.T, name string, client func(ports ...string) programtest.Outcome) {
	t.Helper()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").Port()
	flap := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").Port()
	kettle := programtest.Start(t, "serve", "-poem", "kettle", "-bytes", "1000", "-delay", "0s").Port()
	want := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap") + "\n" + programtest.TextOf(t, "kettle")
	if o := client(tide, flap, kettle); o.Status != 0 || o.Stdout != want {
		t.Errorf("%s: %+v", name, o)
	}
}

// hearTwice has our clients fetch a poem twice from a server that is not ours.
func hearTwice(t *testing.T, name string, server *programtest.Process) {
	t.Helper()
	port := server.Port()
	want := programtest.TextOf(t, "splitflap") + "\n" + programtest.TextOf(t, "splitflap")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
		if o := programtest.Start(t, client, port, port).Outcome(); o.Status != 0 || o.Stdout != want {
			t.Errorf("%s, of %s: %+v", client, name, o)
		}
	}
}
