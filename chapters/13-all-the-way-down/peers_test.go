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

func TestTwistedTransformsPoemsForUs(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	transforms := programtest.StartCommand(t, python, filepath.Join("testdata", "twisted_transformer.py")).Port()
	poems := programtest.StartTwistedServer(t, "tide", 17).Port()
	tide := programtest.TextOf(t, "tide")
	for name, want := range map[string]string{"shout": strings.ToUpper(tide), "whisper": tide} {
		o := programtest.Start(t, "get", "-transform", name, transforms, poems).Outcome()
		if o.Status != 0 || o.Stdout != want || strings.Contains(o.Stderr, "not transformed: no reply from 127.0.0.1:"+transforms+": it hung up without a word") != (want == tide) {
			t.Errorf("%s: %+v", name, o)
		}
		if o := programtest.Start(t, "get-plain", "-transform", name, transforms, poems).Outcome(); o.Status != 0 || o.Stdout != want {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

// Twisted's client 6.0 has the chains of ours, and its poems take the same ways.
func TestTwistedHasItsPoemsTransformed(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	transforms := programtest.Start(t, "serve-transform").Port()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "100", "-delay", "1ms").Port()
	flap := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "30", "-delay", "30ms").Port()
	client := filepath.Join("testdata", "twisted_client.py")
	lowTide, lowFlap := strings.ToLower(programtest.TextOf(t, "tide")), strings.ToLower(programtest.TextOf(t, "splitflap"))
	if o := programtest.StartCommand(t, python, client, "lower", transforms, flap, tide, programtest.UnusedPort(t)).Outcome(); o.Status != 1 || !inSomeOrder(o.Stdout, lowTide, lowFlap) || !strings.Contains(o.Stderr, "poem 3: Connection was refused") {
		t.Errorf("%+v", o)
	}
	if o := programtest.StartCommand(t, python, client, "upper", transforms, tide).Outcome(); o.Status != 0 || o.Stdout != programtest.TextOf(t, "tide") || o.Stderr != "poem 1: not transformed\n" {
		t.Errorf("%+v", o)
	}
}
