package main

import (
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// What we write is TCP, and others speak it. The tests in this file put our proxies between programs
// that have never heard of this book. Each needs a program that may not be on this machine, and says
// so when it is not.

// startProxy starts a proxy as a process, and returns its port.
func startProxy(t *testing.T, proxy, server string) string {
	t.Helper()
	return programtest.Start(t, append(strings.Fields(proxy), server)...).Port()
}

func startSplitflap(t *testing.T) string {
	t.Helper()
	return programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "33", "-delay", "1ms").Port()
}

func TestNetcatIsAGuest(t *testing.T) {
	t.Parallel()
	nc := programtest.NeedCommand(t, "nc")
	poem, server := programtest.TextOf(t, "splitflap"), startSplitflap(t)
	for _, proxy := range proxies {
		port := startProxy(t, proxy, server)
		for range 2 {
			if o := programtest.StartCommand(t, nc, "127.0.0.1", port).Outcome(); o.Status != 0 || o.Stdout != poem {
				t.Errorf("%s: %+v", proxy, o)
			}
		}
	}
}

// curl sends a request that nobody asked for, and takes a poem for a very old answer. When there is
// no poem, it knows: that it failed to receive (56), or if the reset is quick, to connect (7).
func TestCurlIsAGuest(t *testing.T) {
	t.Parallel()
	curl := programtest.NeedCommand(t, "curl")
	poem, server := programtest.TextOf(t, "splitflap"), startSplitflap(t)
	curls := func(port string) programtest.Outcome {
		return programtest.StartCommand(t, curl, "--silent", "--show-error", "--http0.9", "http://127.0.0.1:"+port+"/").Outcome()
	}
	for _, proxy := range proxies {
		if o := curls(startProxy(t, proxy, server)); o.Status != 0 || o.Stdout != poem {
			t.Errorf("%s: %+v", proxy, o)
		}
	}
	if o := curls(startProxy(t, "proxy-2 -together", programtest.UnusedPort(t))); o.Status != 56 && o.Status != 7 || o.Stdout != "" {
		t.Errorf("no poem: %+v", o)
	}
}

func TestTwistedOnEitherSide(t *testing.T) {
	t.Parallel()
	server := programtest.StartTwistedServer(t, "splitflap", 17).Port()
	var ports []string
	for _, proxy := range proxies {
		port := startProxy(t, proxy, server)
		ports = append(ports, port, port)
	}
	want := strings.Repeat("\n"+programtest.TextOf(t, "splitflap"), len(ports))[1:]
	if o := programtest.CallTwistedClient(t, ports...); o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}

// A proxy of Twisted's, with its maybeDeferred, stands where ours does.
func TestTwistedInTheMiddle(t *testing.T) {
	t.Parallel()
	python := programtest.NeedTwisted(t)
	poem, server := programtest.TextOf(t, "splitflap"), startSplitflap(t)
	proxy := programtest.StartCommand(t, python, filepath.Join("testdata", "twisted_proxy.py"), server)
	port := proxy.Port()
	behind := startProxy(t, "proxy-2", port)
	for _, port := range []string{port, port, behind, behind} {
		if o := programtest.Start(t, "get", port).Outcome(); o.Status != 0 || o.Stdout != poem {
			t.Errorf("%+v", o)
		}
	}
	if fetches := strings.Count(proxy.Stderr.String(), "fetching"); fetches != 1 {
		t.Errorf("%d fetches", fetches)
	}
}
