package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/protocol"
)

// The wire is that of a program which has never heard of this book. The tests in this file have
// Twisted's netstrings at the other end, and nc. Each needs a program that may not be on this machine,
// and says so when it is not.

// callTwisted has Twisted send a request, or none, and returns what comes back.
func callTwisted(t *testing.T, port, request string) programtest.Outcome {
	t.Helper()
	python, file := programtest.NeedTwisted(t), "-"
	if request != "" {
		file = filepath.Join(t.TempDir(), "request")
		if err := os.WriteFile(file, []byte(request), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return programtest.StartCommand(t, python, filepath.Join("testdata", "twisted_client.py"), port, file).Outcome()
}

func TestTwistedHasPoemsChanged(t *testing.T) {
	t.Parallel()
	port := programtest.Start(t, "serve-transform").Port()
	poem := programtest.TextOf(t, "splitflap")
	if o := callTwisted(t, port, "lower."+poem); o.Status != 0 || o.Stdout != strings.ToLower(poem) {
		t.Errorf("%+v", o)
	}
	if o := callTwisted(t, port, "upper."+poem); o.Status != 1 || o.Stdout != "" || o.Stderr != "no reply\n" {
		t.Errorf("%+v", o)
	}
}

func TestTwistedHearsAPoemWithItsLength(t *testing.T) {
	t.Parallel()
	port := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "13", "-delay", "1ms").Port()
	if o := callTwisted(t, port, ""); o.Status != 0 || o.Stdout != programtest.TextOf(t, "splitflap") {
		t.Errorf("%+v", o)
	}
	port = programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "13", "-delay", "1ms", "-quit", "300").Port()
	if o := callTwisted(t, port, ""); o.Status != 1 || o.Stdout != "" {
		t.Errorf("%+v", o)
	}
}

// Twisted's server closes as ours does, but for what never comes: it waits.
func TestTwistedChangesPoems(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	port := programtest.StartCommand(t, python, filepath.Join("testdata", "twisted_server.py")).Port()
	if o := programtest.Start(t, "transform", "capitals", port, "-poem", "tide").Outcome(); o.Status != 0 || o.Stdout != strings.ToUpper(programtest.TextOf(t, "tide")) {
		t.Errorf("%+v", o)
	}
	if o := programtest.Start(t, "transform", "drawl", port).Outcome(); o.Status != 1 || o.Stderr != "transform: the server hung up without a word\n" {
		t.Errorf("%+v", o)
	}
	waits := map[string]bool{"an announcement": true, "half a request": true, "a byte now and then": true, "nothing": true}
	var wrong []string
	for _, patience := range []string{"500ms", "5s"} { // a busy machine may need more to hang up
		o := programtest.Start(t, "mumble", port, "-patience", patience).Outcome()
		wrong = nil
		for _, line := range strings.Split(strings.TrimSuffix(o.Stdout, "\n"), "\n")[1:] {
			what, _, _ := strings.Cut(line, "  ")
			if strings.Contains(line, "  it waits  ") != waits[what] || !strings.HasSuffix(line, "  yes") {
				wrong = append(wrong, line)
			}
		}
		if wrong == nil {
			return
		}
	}
	t.Errorf("%q", wrong)
}

func TestNetcatHasAPoemChanged(t *testing.T) {
	t.Parallel()
	nc := programtest.NeedCommand(t, "nc")
	port := programtest.Start(t, "serve-transform").Port()
	p := programtest.NewProcess(t, nc, "127.0.0.1", port)
	p.Cmd.Stdin = strings.NewReader(string(protocol.AppendNetstring(nil, "lower.Slack WATER")))
	p.Start()
	if o := p.Outcome(); o.Status != 0 || o.Stdout != "11:slack water," {
		t.Errorf("%+v", o)
	}
}
