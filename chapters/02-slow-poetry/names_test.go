package main

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
)

// mute is a resolver whose server takes every question and never answers.
func mute(t *testing.T) (asked chan bool) {
	asked = make(chan bool, 10)
	before := resolver
	t.Cleanup(func() { resolver = before })
	resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		asked <- true
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	return asked
}

// What the chapter admits: while a name is looked up, nothing else happens.
func TestANameKeepsEveryServerWaiting(t *testing.T) {
	for _, client := range []string{"get-async", "get-busy"} {
		asked := mute(t)
		port := serveHere(t, "tide", 100, ms)
		ctx, interrupt := context.WithCancel(t.Context())
		done := make(chan programtest.Outcome)
		go func() { done <- chapter.Call(ctx, program.System, client, port, "slow.example:10001") }()
		<-asked
		select {
		case o := <-done:
			t.Fatalf("%s did not wait for the name: %+v", client, o)
		case <-time.After(100 * ms): // in which the poem could have come ten times over
		}
		interrupt()
		o := <-done
		if o.Status != 1 || o.Last() != client+": interrupted" || strings.Contains(o.Stderr, "bytes from") {
			t.Errorf("%s: status %d, stderr\n%s", client, o.Status, o.Stderr)
		}
	}
}

func TestANameWithoutANumberLosesItsPoemAndNoOther(t *testing.T) {
	before := resolver
	defer func() { resolver = before }()
	resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, context.DeadlineExceeded
	}}
	for _, client := range []string{"get-async", "get-busy"} {
		o := chapter.Call(t.Context(), program.System, client, "nobody.example:10001", serveHere(t, "tide", 100, 0))
		if o.Status != 1 || o.Stdout != programtest.TextOf(t, "tide") || !strings.Contains(o.Stderr, "poem 1: lookup nobody.example") {
			t.Errorf("%s: status %d, stderr\n%s\nprinted\n%s", client, o.Status, o.Stderr, o.Stdout)
		}
	}
}
