package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/program"
)

// The tests in this file run the programs as their readers do, in processes of their own, on the
// machine's network and with its poller, and against programs that have never heard of this book.
// Those may not be on this machine; a test says so when they are not.

func TestClientsOfThisMachine(t *testing.T) {
	t.Parallel()
	tide := start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "2ms").port()
	flap := start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "3ms").port()
	want := textOf(t, "tide") + "\n" + textOf(t, "splitflap")
	refusing := unusedPort(t)
	for _, client := range clients {
		o := start(t, client, tide, "localhost:"+flap).outcome()
		if o.status != 0 || o.stdout != want || !strings.HasPrefix(o.last(), "2 poems in ") {
			t.Errorf("%s: %+v", client, o)
		}
		o = start(t, client, refusing, tide).outcome()
		if o.status != 1 || o.stdout != textOf(t, "tide") || o.last() != client+": 1 of 2 poems did not come" {
			t.Errorf("%s, one refused: %+v", client, o)
		}
		if !strings.Contains(o.stderr, "poem 1: connect 127.0.0.1:"+refusing+": connection refused\n") {
			t.Errorf("%s, one refused: %+v", client, o)
		}
	}
}

func TestAPoemOfAMillionBytes(t *testing.T) {
	t.Parallel()
	epic := strings.Repeat("Sing, gođđess, of the wrath of Peleus' son\n", 25_000)
	file := filepath.Join(t.TempDir(), "epic.txt")
	if err := os.WriteFile(file, []byte(epic), 0o666); err != nil {
		t.Fatal(err)
	}
	port := start(t, "serve", "-poem", file, "-bytes", "2000000", "-delay", "0s").port()
	for _, client := range clients {
		if o := start(t, client, port, port).outcome(); o.status != 0 || o.stdout != epic+"\n"+epic {
			t.Errorf("%s: status %d, %d bytes, ends with %q", client, o.status, len(o.stdout), o.last())
		}
	}
}

func TestDoorsOfThisMachine(t *testing.T) {
	t.Parallel()
	tide := start(t, "serve", "-delay", "1ms").port()
	refusing := unusedPort(t)
	o := start(t, "knock", refusing, tide).outcome()
	if o.status != 1 || o.last() != "knock: 1 of 2 did not answer" ||
		!strings.Contains(o.stdout, "connect 127.0.0.1:"+refusing+": connection refused\n") ||
		!strings.Contains(o.stdout, "127.0.0.1:"+tide+" answers, after ") {
		t.Errorf("%+v", o)
	}
}

func TestADeafListenerOnThisMachine(t *testing.T) {
	t.Parallel()
	o := call(t.Context(), program.System, "deaf")
	first, second, _ := strings.Cut(o.stdout, "\n")
	if o.status != 0 || !strings.HasPrefix(first, "nobody has listened: ") || strings.HasPrefix(first, "nobody has listened: 16777216 ") ||
		!strings.HasPrefix(second, "somebody has listened: 16777216 bytes are said, in ") {
		t.Errorf("%+v", o)
	}
}

func TestCtrlCEndsGet(t *testing.T) {
	t.Parallel()
	port := start(t, "serve", "-delay", "1h").port()
	c := start(t, "get", port, port)
	c.await(c.stderr, ": 10 bytes") // some poem or other
	c.Process.Signal(os.Interrupt)
	if o := c.outcome(); o.status != 1 || o.stdout != "" || o.last() != "get: interrupted" {
		t.Errorf("%+v", o)
	}
}

// The chapter says so: the first Ctrl-C is not heard, the second ends the process on the spot.
func TestTheBrokenClientDoesNotHearTheFirstCtrlC(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	c := start(t, "get-broken", portOf(listener.Addr().String()))
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("Once")); err != nil {
		t.Fatal(err)
	}
	for !c.hasEnded() {
		c.Process.Signal(os.Interrupt)
		time.Sleep(time.Millisecond)
	}
	if o := c.outcome(); o.status == 1 || o.stderr != "" { // 1 would be our own way to end
		t.Errorf("%+v", o)
	}
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	nc := needCommand(t, "nc")
	help, _ := exec.Command(nc, "-h").CombinedOutput()
	port := unusedPort(t)
	args := []string{"-l", "127.0.0.1", port}
	switch {
	case strings.Contains(string(help), "[v1."): // the first, by Hobbit
		args = []string{"-q", "0", "-l", "-s", "127.0.0.1", "-p", port}
	case strings.Contains(string(help), "OpenBSD"): // which else waits for the client to end it
		args = append([]string{"-N"}, args...)
	}
	listening := newProcess(t, nc, args...)
	listening.Stdin = strings.NewReader(textOf(t, "splitflap"))
	listening.start()
	o := call(t.Context(), program.System, "get", port)
	for strings.Contains(o.stderr, "refused") && !listening.hasEnded() { // it does not say when it listens
		o = call(t.Context(), program.System, "get", port)
	}
	if o.status != 0 || o.stdout != textOf(t, "splitflap") {
		t.Errorf("%+v; nc says %q", o, listening.stderr)
	}
}

func TestTwistedRecitesAPoem(t *testing.T) {
	t.Parallel()
	python := needTwisted(t)
	poem := filepath.Join("..", "..", "code", "poetry", "poems", "splitflap.txt")
	server := filepath.Join("..", "02-slow-poetry", "testdata", "twisted_server.py")
	port := startCommand(t, python, server, poem, "17").port()
	want := textOf(t, "splitflap") + "\n" + textOf(t, "splitflap")
	for _, client := range clients {
		if o := start(t, client, port, port).outcome(); o.status != 0 || o.stdout != want {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestTwistedHearsPoems(t *testing.T) {
	t.Parallel()
	python := needTwisted(t)
	tide := start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").port()
	flap := start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").port()
	client := filepath.Join("..", "02-slow-poetry", "testdata", "twisted_client.py")
	o := startCommand(t, python, client, tide, flap, tide).outcome()
	want := textOf(t, "tide") + "\n" + textOf(t, "splitflap") + "\n" + textOf(t, "tide")
	if o.status != 0 || o.stdout != want {
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
	need(t, errors.New("no Python with Twisted here (on Debian: python3-twisted)"))
	return ""
}
