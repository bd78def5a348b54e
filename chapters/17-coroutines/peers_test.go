package main

import (
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// What we write is TCP, and others speak it. The tests in this file need a Python with Twisted, and say
// so when there is none.

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
	}
}

// Twisted's client 7.0 has the function of ours.
func TestTwistedHasItsPoemsTransformed(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	transforms := programtest.Start(t, "serve-transform").Port()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "100", "-delay", "1ms").Port()
	client := filepath.Join("testdata", "twisted_client.py")
	low := strings.ToLower(programtest.TextOf(t, "tide"))
	if o := programtest.StartCommand(t, python, client, "lower", transforms, tide, programtest.UnusedPort(t)).Outcome(); o.Status != 1 || o.Stdout != low || !strings.Contains(o.Stderr, "poem 2: Connection was refused") {
		t.Errorf("%+v", o)
	}
	if o := programtest.StartCommand(t, python, client, "upper", transforms, tide).Outcome(); o.Status != 0 || o.Stdout != programtest.TextOf(t, "tide") || o.Stderr != "poem 1: not transformed\n" {
		t.Errorf("%+v", o)
	}
}

// What the chapter says of Twisted's coroutines, in its text and its notes.
func TestTwistedsCoroutines(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	o := programtest.StartCommand(t, python, filepath.Join("testdata", "twisted_inline.py")).Outcome()
	if want := `  the body has tide
a value that is there: tide
  the body has tide
one that is no Deferred: tide
  the body has tide
  the body has None
two that wait for one: tide None None
  the canceller of the poem is called
  the body has CancelledError
cancelled: CancelledError
  a bare except has what returnValue raises
returnValue: None
abandoned:
  the collector ends it, and it cleans up
`; o.Stdout != want {
		t.Errorf("got\n%s\nwant\n%s\n%s", o.Stdout, want, o.Stderr)
	}
}
