package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
)

// The tests in this file run the programs as their readers do, in processes of their own, on the
// machine's network and with its poller, and against programs that have never heard of this book.
// Those may not be on this machine; a test says so when they are not.

func TestClientsOfThisMachine(t *testing.T) {
	t.Parallel()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "2ms").Port()
	flap := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "3ms").Port()
	want := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap")
	refusing := programtest.UnusedPort(t)
	for _, client := range clients {
		o := programtest.Start(t, client, tide, "localhost:"+flap).Outcome()
		if o.Status != 0 || o.Stdout != want || !strings.HasPrefix(o.Last(), "2 poems in ") {
			t.Errorf("%s: %+v", client, o)
		}
		o = programtest.Start(t, client, refusing, tide).Outcome()
		if o.Status != 1 || o.Stdout != programtest.TextOf(t, "tide") || o.Last() != client+": 1 of 2 poems did not come" {
			t.Errorf("%s, one refused: %+v", client, o)
		}
		if !strings.Contains(o.Stderr, "poem 1: connect 127.0.0.1:"+refusing+": connection refused\n") {
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
	port := programtest.Start(t, "serve", "-poem", file, "-bytes", "2000000", "-delay", "0s").Port()
	for _, client := range clients {
		if o := programtest.Start(t, client, port, port).Outcome(); o.Status != 0 || o.Stdout != epic+"\n"+epic {
			t.Errorf("%s: status %d, %d bytes, ends with %q", client, o.Status, len(o.Stdout), o.Last())
		}
	}
}

func TestDoorsOfThisMachine(t *testing.T) {
	t.Parallel()
	tide := programtest.Start(t, "serve", "-delay", "1ms").Port()
	refusing := programtest.UnusedPort(t)
	o := programtest.Start(t, "knock", refusing, tide).Outcome()
	if o.Status != 1 || o.Last() != "knock: 1 of 2 did not answer" ||
		!strings.Contains(o.Stdout, "connect 127.0.0.1:"+refusing+": connection refused\n") ||
		!strings.Contains(o.Stdout, "127.0.0.1:"+tide+" answers, after ") {
		t.Errorf("%+v", o)
	}
}

func TestADeafListenerOnThisMachine(t *testing.T) {
	t.Parallel()
	o := chapter.Call(t.Context(), program.System, "deaf")
	first, second, _ := strings.Cut(o.Stdout, "\n")
	if o.Status != 0 || !strings.HasPrefix(first, "not read from: ") || strings.HasPrefix(first, "not read from: 16777216 ") ||
		!strings.HasPrefix(second, "read to the end: 16777216 bytes are written, in ") {
		t.Errorf("%+v", o)
	}
}

func TestCtrlCEndsGet(t *testing.T) {
	t.Parallel()
	port := programtest.Start(t, "serve", "-delay", "1h").Port()
	c := programtest.Start(t, "get", port, port)
	c.Await(c.Stderr, ": 10 bytes") // some poem or other
	c.Signal(os.Interrupt)
	if o := c.Outcome(); o.Status != 1 || o.Stdout != "" || o.Last() != "get: interrupted" {
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
	c := programtest.Start(t, "get-broken", programtest.PortOf(listener.Addr().String()))
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("Once")); err != nil {
		t.Fatal(err)
	}
	for !c.HasEnded() {
		c.Signal(os.Interrupt)
		time.Sleep(time.Millisecond)
	}
	if o := c.Outcome(); o.Status == 1 || o.Stderr != "" { // 1 would be our own way to end
		t.Errorf("%+v", o)
	}
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	poem := programtest.TextOf(t, "splitflap")
	if o := chapter.CallNetcat(t, "get", poem); o.Status != 0 || o.Stdout != poem {
		t.Errorf("%+v", o)
	}
}

func TestTwistedRecitesAPoem(t *testing.T) {
	t.Parallel()
	port := programtest.StartTwistedServer(t, "splitflap", 17).Port()
	want := programtest.TextOf(t, "splitflap") + "\n" + programtest.TextOf(t, "splitflap")
	for _, client := range clients {
		if o := programtest.Start(t, client, port, port).Outcome(); o.Status != 0 || o.Stdout != want {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestTwistedHearsPoems(t *testing.T) {
	t.Parallel()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").Port()
	flap := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").Port()
	o := programtest.CallTwistedClient(t, tide, flap, tide)
	want := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap") + "\n" + programtest.TextOf(t, "tide")
	if o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}
