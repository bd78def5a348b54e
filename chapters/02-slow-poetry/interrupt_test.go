//go:build unix

package main

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsAServer(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		server := start(t, "serve")
		port := server.port()
		server.Process.Signal(signal)
		if o := server.outcome(); o.status != 0 || o.stderr != "" || strings.Count(o.stdout, "\n") != 1 {
			t.Errorf("%v: %+v", signal, o)
		}
		again := start(t, "serve", "-port", port) // which is free at once
		if got := again.port(); got != port {
			t.Errorf("serves on %s, want %s", got, port)
		}
	}
}

func TestCtrlCEndsAServerInMidPoem(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "run.json")
	server := start(t, "serve", "-bytes", "100", "-delay", "1h", "-trace", file)
	c := start(t, "get-async", server.port())
	c.await(c.stderr, "poem 1: 100 bytes from ")
	server.Process.Signal(os.Interrupt)
	if o := server.outcome(); o.status != 0 || o.stderr != "client 1 has not heard the end\n" {
		t.Errorf("the server: %+v", o)
	}
	if tasks, err := tasksOf(file); err != nil || !slices.Equal(tasks, []string{"client 1"}) {
		t.Errorf("its trace: %q, %v", tasks, err)
	}
	if o := c.outcome(); o.status != 0 || o.stdout != textOf(t, "kettle")[:100] {
		t.Errorf("its client: %+v", o)
	}
}

func TestCtrlCEndsAServerWhoseClientIsDeaf(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "epic.txt")
	if err := os.WriteFile(file, make([]byte, 32<<20), 0o666); err != nil {
		t.Fatal(err)
	}
	server := start(t, "serve", "-poem", file, "-bytes", "40000000", "-delay", "0s")
	client := dial(t, server.port())
	defer client.Close()
	if _, err := client.Read(make([]byte, 1)); err != nil { // it has begun, and is not through
		t.Fatal(err)
	}
	server.Process.Signal(os.Interrupt)
	if o := server.outcome(); o.status != 0 || o.stderr != "client 1 has not heard the end\n" {
		t.Errorf("%+v", o)
	}
}

func TestCtrlCEndsAClient(t *testing.T) {
	t.Parallel()
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines", "get-loud"} {
		file := filepath.Join(t.TempDir(), "run.json")
		port := start(t, "serve", "-delay", "1h").port()
		c := start(t, client, "-trace", file, port, port)
		c.await(c.stderr, ": 10 bytes from ") // some poem or other
		c.Process.Signal(os.Interrupt)
		if o := c.outcome(); o.status != 1 || o.stdout != "" || o.last() != client+": interrupted" {
			t.Errorf("%s: %+v", client, o)
		}
		if tasks, err := tasksOf(file); err != nil || !slices.Equal(tasks, []string{"poem 1", "poem 2"}) {
			t.Errorf("the trace of %s: %q, %v", client, tasks, err)
		}
	}
}

func TestCtrlCEndsTheDemo(t *testing.T) {
	t.Parallel()
	demo := start(t)
	demo.await(demo.stdout, "Slack Water\n")
	demo.Process.Signal(os.Interrupt)
	if o := demo.outcome(); o.status != 1 || o.stderr != "demo: interrupted\n" {
		t.Errorf("%+v", o)
	}
}

// As in "demo | head -1": the reader has seen enough, and wants no complaint about it.
func TestAClosedPipeEndsAProgramInSilence(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	demo := newProcess(t, builtBinary(t))
	demo.Stdout = w
	demo.start()
	w.Close()
	for lines := bufio.NewScanner(r); lines.Text() != "Slack Water"; { // while it recites
		if !lines.Scan() {
			t.Fatalf("it never recites: %v, %q", lines.Err(), demo.stderr)
		}
	}
	r.Close()
	o := demo.outcome()
	if status := demo.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGPIPE || o.stderr != "" {
		t.Errorf("%v, said %q", demo.ProcessState, o.stderr)
	}
}
