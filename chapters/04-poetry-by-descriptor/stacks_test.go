package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"slowpoetry/code/book/program/programtest"
)

// What a trace says is on the stack is what the runtime says at the same moment.
func TestTheStackIsWhatADebuggerSays(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ports, _ := w.ServeAll(100, ms)
		w.Stacked(append([]string{"get-broken"}, ports...)...)
	})
	chapter.StacksAlone(t, "demo")
}

// In the terminal, too, one sees why the broken client is slow: a call that blocks sits on the stack, and the rest waits.
func TestTheBrokenClientIsSeenToBlock(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ports, _ := w.ServeAll(60, 100*ms)
		o := w.Call(append([]string{"get-broken", "-watch", "-at", "355ms"}, ports...)...)
		_, seen, _ := strings.Cut(o.Stdout, "\n355ms (since ")
		// Which poem the reactor turns to first is chance.
		want := regexp.MustCompile(`(?s)^\d+ms\)  (poem \d): block\n` +
			`  \| blocking\.Read +get_broken\.go:\d+\n.*\n  \| greedy\.DoRead .* reactor\.Reactor\.turn .*\n  \| getBroken [^|]*`)
		match := want.FindStringSubmatch(seen)
		if o.Status != 0 || match == nil {
			t.Fatalf("status %d, it shows\n%s", o.Status, seen)
		}
		for i := range ports {
			poem := fmt.Sprintf("poem %d", i+1)
			waits := regexp.MustCompile(poem + ` +(waits|could run) since 0s`).MatchString(seen)
			if blocks := poem == match[1]; waits == blocks {
				t.Errorf("%s is at work: %v, and waits: %v\n%s", poem, blocks, waits, seen)
			}
		}
	})
}

func TestOfManyMomentsTheFirstAreDrawn(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ports, _ := w.ServeAll(60, 100*ms)
		o := w.Call(append([]string{"get", "-watch"}, ports...)...)
		if o.Status != 0 || strings.Count(o.Stdout, "\n  | get ") != 6 {
			t.Errorf("status %d, not six moments:\n%s", o.Status, o.Stdout)
		}
		more := regexp.MustCompile(`\n\nMoments not shown: \d+, the last at (\S+)\. Add -at TIME to see one\.\n$`)
		last := more.FindStringSubmatch(o.Stdout)
		if last == nil {
			t.Fatalf("it does not say how to see more:\n%s", o.Stdout)
		}
		for line := range strings.Lines(o.Stdout) {
			if columns := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); columns > 80 {
				t.Errorf("%d columns: %s", columns, line)
			}
		}
		one := w.Call(append([]string{"get", "-watch", "-at", last[1]}, ports...)...)
		if one.Status != 0 || strings.Count(one.Stdout, "\n  | get ") != 1 {
			t.Errorf("status %d, not one moment:\n%s", one.Status, one.Stdout)
		}
	})
}
