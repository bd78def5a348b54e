package main

import (
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// What we write is TCP, and others speak it. The tests in this file have our servers and clients
// talk to programs that have never heard of this book. Each needs a program that may not be on
// this machine, and says so when it is not.

var peersOfOurs = []string{"get", "get-errback", "get-in-turn", "get-plain"}

func TestTwistedRecitesPoems(t *testing.T) {
	t.Parallel()
	port := programtest.StartTwistedServer(t, "splitflap", 17).Port()
	poem := programtest.TextOf(t, "splitflap")
	for _, client := range peersOfOurs {
		if o := programtest.Start(t, client, port, port, port).Outcome(); o.Status != 0 || o.Stdout != poem+"\n"+poem+"\n"+poem {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

// Twisted's client 3.1 hears from our servers what ours hears: the poems that come, and why the
// others do not.
func TestTwistedAsksWithACallbackAndAnErrback(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").Port()
	flap := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").Port()
	o := programtest.StartCommand(t, python, filepath.Join("testdata", "twisted_client.py"), tide, programtest.UnusedPort(t), flap).Outcome()
	if want := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap"); o.Status != 1 || o.Stdout != want || !strings.Contains(o.Stderr, "poem 2: Connection was refused") {
		t.Errorf("%+v", o)
	}
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	poem := programtest.TextOf(t, "splitflap")
	for _, client := range []string{"get-errback", "get-plain"} {
		if o := chapter.CallNetcat(t, client, poem); o.Status != 0 || o.Stdout != poem {
			t.Errorf("%s: %+v", client, o)
		}
	}
}
