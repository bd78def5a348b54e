package main

import (
	"path"
	"regexp"
	"runtime"
	"strings"
	"time"

	"slowpoetry/code/deferred"
)

// inlineStack prints the stacks of the program while a coroutine has its turn.
func inlineStack(k *clock) {
	d := deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		k.after(100*time.Millisecond, 1).Await(c)
		printStacks(k.say)
		return 0, nil
	})
	d.AddBoth(func(int, error) (int, error) { k.reactor.Stop(); return 0, nil })
}

// printStacks prints the goroutines that have a function of this chapter on their stacks, the calling
// one first.
func printStacks(say speech) {
	dump := make([]byte, 1<<20)
	dump = dump[:runtime.Stack(dump, true)]
	for goroutine := range strings.SplitSeq(string(dump), "\n\n") {
		if !strings.Contains(goroutine, "inlineStack") && !strings.Contains(goroutine, "onClock") {
			continue
		}
		lines := strings.Split(goroutine, "\n")
		say("a goroutine, %s]:", state.FindString(lines[0]))
		printCalls(say, lines[1:])
	}
}

// state is what a dump says a goroutine is doing.
var state = regexp.MustCompile(`\[[a-z ]+`)

// printCalls prints the calls of a goroutine in a dump, which has a line with the name and one with the
// place for each. Calls of other packages are only counted.
func printCalls(say speech, lines []string) {
	calls, of := 0, ""
	others := func() {
		if calls > 0 {
			say("  package %s, %d", of, calls)
		}
		calls = 0
	}
	for i := 0; i+1 < len(lines) && !strings.HasPrefix(lines[i], "created by "); i += 2 {
		name := path.Base(lines[i][:strings.LastIndex(lines[i], "(")])
		pkg, function, _ := strings.Cut(name, ".")
		if pkg == "main" || pkg == "17-coroutines" {
			others()
			place, _, _ := strings.Cut(path.Base(lines[i+1]), " ")
			say("  %s %s", function, place)
			if strings.HasSuffix(function, "onClock.run") {
				return // the rest is how programs are started
			}
			continue
		}
		if pkg != of {
			others()
		}
		calls, of = calls+1, pkg
	}
	others()
}
