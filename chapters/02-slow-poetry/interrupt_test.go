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

	"slowpoetry/code/book/program/programtest"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsAServer(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		port := programtest.UnusedPort(t)
		server := programtest.Start(t, "serve", "-port", port)
		server.Port()
		server.Signal(signal)
		if o := server.Outcome(); o.Status != 0 || o.Stderr != "" || strings.Count(o.Stdout, "\n") != 1 {
			t.Errorf("%v: %+v", signal, o)
		}
		again := programtest.Start(t, "serve", "-port", port) // which is free at once
		if got := again.Port(); got != port {
			t.Errorf("serves on %s, want %s", got, port)
		}
	}
}

func TestCtrlCEndsAServerInMidPoem(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "run.json")
	server := programtest.Start(t, "serve", "-bytes", "100", "-delay", "1h", "-trace", file)
	c := programtest.Start(t, "get-async", server.Port())
	c.Await(c.Stderr, "poem 1: 100 bytes from ")
	server.Signal(os.Interrupt)
	if o := server.Outcome(); o.Status != 0 || o.Stderr != "client 1 has not heard the end\n" {
		t.Errorf("the server: %+v", o)
	}
	if tasks, err := programtest.TasksOf(file); err != nil || !slices.Equal(tasks, []string{"client 1"}) {
		t.Errorf("its trace: %q, %v", tasks, err)
	}
	if o := c.Outcome(); o.Status != 0 || o.Stdout != programtest.TextOf(t, "kettle")[:100] {
		t.Errorf("its client: %+v", o)
	}
}

func TestCtrlCEndsAServerWhoseClientIsDeaf(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "epic.txt")
	if err := os.WriteFile(file, make([]byte, 32<<20), 0o666); err != nil {
		t.Fatal(err)
	}
	server := programtest.Start(t, "serve", "-poem", file, "-bytes", "40000000", "-delay", "0s")
	client := programtest.Dial(t, server.Port())
	defer client.Close()
	if _, err := client.Read(make([]byte, 1)); err != nil { // it has begun, and is not through
		t.Fatal(err)
	}
	server.Signal(os.Interrupt)
	if o := server.Outcome(); o.Status != 0 || o.Stderr != "client 1 has not heard the end\n" {
		t.Errorf("%+v", o)
	}
}

func TestCtrlCEndsAClient(t *testing.T) {
	t.Parallel()
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines", "get-loud"} {
		file := filepath.Join(t.TempDir(), "run.json")
		port := programtest.Start(t, "serve", "-delay", "1h").Port()
		c := programtest.Start(t, client, "-trace", file, port, port)
		c.Await(c.Stderr, ": 10 bytes from ") // some poem or other
		c.Signal(os.Interrupt)
		if o := c.Outcome(); o.Status != 1 || o.Stdout != "" || o.Last() != client+": interrupted" {
			t.Errorf("%s: %+v", client, o)
		}
		if tasks, err := programtest.TasksOf(file); err != nil || !slices.Equal(tasks, []string{"poem 1", "poem 2"}) {
			t.Errorf("the trace of %s: %q, %v", client, tasks, err)
		}
	}
}

func TestCtrlCEndsTheDemo(t *testing.T) {
	t.Parallel()
	demo := programtest.Start(t)
	demo.Await(demo.Stdout, "Slack Water\n")
	demo.Signal(os.Interrupt)
	if o := demo.Outcome(); o.Status != 1 || o.Stderr != "demo: interrupted\n" {
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
	demo := programtest.NewProcess(t, programtest.Binary(t))
	demo.Cmd.Stdout = w
	demo.Start()
	w.Close()
	for lines := bufio.NewScanner(r); lines.Text() != "Slack Water"; { // while it recites
		if !lines.Scan() {
			t.Fatalf("it never recites: %v, %q", lines.Err(), demo.Stderr)
		}
	}
	r.Close()
	o := demo.Outcome()
	if status := demo.Cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGPIPE || o.Stderr != "" {
		t.Errorf("%v, said %q", demo.Cmd.ProcessState, o.Stderr)
	}
}
