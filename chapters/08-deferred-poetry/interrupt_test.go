//go:build unix

package main

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"slowpoetry/code/program/programtest"
)

// Interrupts as the terminal sends them. (Windows has no way to send one to a single process.)

func TestCtrlCEndsAClient(t *testing.T) {
	t.Parallel()
	for _, client := range []string{"get", "get-stack", "get-blocking", "get-plain"} {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			address := listener.Addr().String()
			file := filepath.Join(t.TempDir(), "run.json")
			c := programtest.Start(t, client, "-trace", file, address, address, address)
			conn, err := listener.Accept() // so it has begun
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			c.Signal(signal)
			if o := c.Outcome(); o.Status != 1 || o.Last() != client+": interrupted" {
				t.Errorf("%s, %v: %+v", client, signal, o)
			}
			if tasks, err := programtest.TasksOf(file); err != nil || !slices.Contains(tasks, address) {
				t.Errorf("the trace of %s: %q, %v", client, tasks, err)
			}
		}
	}
}

func TestCtrlCEndsTheDemo(t *testing.T) {
	t.Parallel()
	demo := programtest.Start(t)
	demo.Await(demo.Stdout, "poem 1: complete")
	demo.Signal(os.Interrupt)
	if o := demo.Outcome(); o.Status != 1 || o.Stderr != "demo: interrupted\n" {
		t.Errorf("%+v", o)
	}
}
