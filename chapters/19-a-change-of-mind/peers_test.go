package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// The tests in this file need programs that may not be on this machine, and say so when they are not.

func TestNetcatAndCurlLeave(t *testing.T) {
	t.Parallel()
	for _, command := range [][]string{
		{programtest.NeedCommand(t, "nc"), "127.0.0.1", "PORT"},
		{programtest.NeedCommand(t, "curl"), "--silent", "--http0.9", "http://127.0.0.1:PORT/"},
	} {
		server := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "40", "-delay", "50ms", "-verbose")
		p := programtest.Start(t, "proxy", "-keep", "0s", server.Port())
		for i, arg := range command {
			command[i] = strings.Replace(arg, "PORT", p.Port(), 1)
		}
		guest := programtest.StartCommand(t, command[0], command[1:]...)
		server.Await(server.Stderr, "client 1 gets 40 bytes\n")
		guest.Kill()
		p.Await(p.Stderr, "the download is called off\nguest 1 has left\n")
		server.Await(server.Stderr, "client 1 left early")
		if o := programtest.StartCommand(t, command[0], command[1:]...).Outcome(); o.Status != 0 || o.Stdout != programtest.TextOf(t, "tide") {
			t.Errorf("%q: %+v", command, o)
		}
	}
}

func TestTwistedOnEitherSide(t *testing.T) {
	t.Parallel()
	port := programtest.Start(t, "proxy", programtest.StartTwistedServer(t, "splitflap", 17).Port()).Port()
	want := strings.Repeat("\n"+programtest.TextOf(t, "splitflap"), 2)[1:]
	if o := programtest.CallTwistedClient(t, port, port); o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}

// Twisted prints the same for each of the twelve examples, with one difference in what the chapter has
// at the edges: a canceller that cancels is called again. One who gives up a connection that is being made
// hears of it before disconnect returns; ours hears later.
func TestTheTwelveInTwisted(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	cases := maps.Clone(twelve)
	cases["again"] = "  the errback hears: cancelled\nthe canceller was called 3 times\n"
	cases["panics"] = "we, who cancel, catch: no brakes\nwe, who cancel, catch: no brakes\n  the callback hears: tide\n"
	cases["late"] = "  the errback hears: cancelled\nalready called\n"
	cases["hangs-up"] = "the factory hears of it\ndisconnect has returned\nabortConnection has returned\nthe protocol hears of it\n"
	o := programtest.StartCommand(t, python, "testdata/twisted_cancel.py").Outcome()
	printed := map[string]string{}
	for part := range strings.SplitSeq("\n"+o.Stdout, "\n# ") {
		name, text, _ := strings.Cut(part, "\n")
		printed[name] = strings.TrimSuffix(text, "\n") + "\n"
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		if printed[name] != cases[name] {
			t.Errorf("%s prints\n%s\nwant\n%s\n%s", name, printed[name], cases[name], o.Stderr)
		}
	}
}
