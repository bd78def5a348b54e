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

func TestNetcatTalksToUpper(t *testing.T) {
	t.Parallel()
	nc := programtest.NeedCommand(t, "nc")
	for _, server := range shouters {
		port := doorOf(t, programtest.Start(t, server))
		p := programtest.NewProcess(t, nc, "127.0.0.1", port)
		p.Cmd.Stdin = strings.NewReader("slack water\r\nMalmö\nbye\nnobody hears this\n")
		p.Start()
		if o := p.Outcome(); o.Status != 0 || o.Stdout != "SLACK WATER\nMALMÖ\nBYE\n" {
			t.Errorf("%s: %+v", server, o)
		}
	}
}

func TestNetcatHearsAPoem(t *testing.T) {
	t.Parallel()
	nc := programtest.NeedCommand(t, "nc")
	port := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "33", "-delay", "1ms").Port()
	if o := programtest.StartCommand(t, nc, "127.0.0.1", port).Outcome(); o.Status != 0 || o.Stdout != programtest.TextOf(t, "splitflap") {
		t.Errorf("%+v", o)
	}
}

func TestNetcatRecitesAPoem(t *testing.T) {
	t.Parallel()
	poem := programtest.TextOf(t, "splitflap")
	for _, client := range clients {
		if o := chapter.CallNetcat(t, client, poem); o.Status != 0 || o.Stdout != poem {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestTwistedHearsPoems(t *testing.T) {
	t.Parallel()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "2ms").Port()
	flap := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "7", "-delay", "1ms").Port()
	kettle := programtest.Start(t, "serve", "-poem", "kettle", "-bytes", "1000", "-delay", "0s").Port()
	o := programtest.CallTwistedClient(t, tide, flap, kettle)
	want := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap") + "\n" + programtest.TextOf(t, "kettle")
	if o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}

func TestTwistedRecitesAPoem(t *testing.T) {
	t.Parallel()
	port := programtest.StartTwistedServer(t, "splitflap", 17).Port()
	text := programtest.TextOf(t, "splitflap")
	for client, want := range map[string]string{
		"get": text + "\n" + text, "get-simple": text + text, "get-stack": text + "\n" + text,
	} {
		if o := programtest.Start(t, client, port, port).Outcome(); o.Status != 0 || o.Stdout != want {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestTwistedTalksLinesToUpper(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	for _, server := range shouters {
		port := doorOf(t, programtest.Start(t, server))
		o := programtest.StartCommand(t, python, filepath.Join("testdata", "twisted_caller.py"), port, "slack water", "Łódź", "bye").Outcome()
		if want := "SLACK WATER\nŁÓDŹ\nBYE\n"; o.Status != 0 || o.Stdout != want {
			t.Errorf("%s: %+v", server, o)
		}
	}
}

func TestSayTalksLinesToTwisted(t *testing.T) {
	t.Parallel()
	port := programtest.StartCommand(t, programtest.NeedTwisted(t), filepath.Join("testdata", "twisted_upper.py")).Port()
	o := programtest.Start(t, "say", port, "slack water", "Łódź").Outcome()
	if want := "SLACK WATER\nŁÓDŹ\n"; o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}
