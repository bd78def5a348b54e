package main

import (
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// chapter is what the tests of this folder test.
var chapter = programtest.Chapter{Title: "5 · Protocols", Programs: programs}

func TestMain(m *testing.M) { programtest.Main(m) }

// doorOf waits until a server of this chapter says where it is, and returns the port.
func doorOf(t *testing.T, server *programtest.Process) string {
	t.Helper()
	if port, ok := strings.CutPrefix(server.Line(), "Say something to 127.0.0.1:"); ok {
		return strings.TrimSuffix(port, ".")
	}
	return server.Port() // it must say that it serves, then
}
