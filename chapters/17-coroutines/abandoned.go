package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"

	"slowpoetry/code/deferred"
)

// abandoned leaves a thousand chains and a thousand coroutines with Deferreds that nothing will fire,
// looks at what they hold, and ends the coroutines.
func abandoned(say speech) {
	start := holding()
	for range 1000 {
		forgotten := deferred.New[string]()
		forgotten.AddCallback(func(poem string) (string, error) { return poem + "!", nil })
	}
	say("1000 chains: they hold %s", holding().since(start))

	var started []*deferred.Coroutine
	var results []*deferred.Deferred[string]
	for i := range 1000 {
		results = append(results, deferred.Inline(func(c *deferred.Coroutine) (string, error) {
			started = append(started, c)
			if i%2 == 0 {
				return forget(c)
			}
			return stubborn(c)
		}))
	}
	say("1000 coroutines: they hold %s", holding().since(start))
	say("  the profile of goroutines: %s", profile())

	for _, d := range results {
		d.Cancel()
	}
	say("cancelled:\n  the profile of goroutines: %s", profile())
	for _, c := range started {
		c.Stop()
	}
	say("stopped:\n  the profile of goroutines: %s", profile())
}

// forget awaits what nothing will fire.
func forget(c *deferred.Coroutine) (string, error) {
	forgotten := deferred.New[string]()
	poem, err := forgotten.Await(c)
	if err != nil {
		return "an apology", nil
	}
	return poem, nil
}

// stubborn is forget, and when it is cancelled it tries again.
func stubborn(c *deferred.Coroutine) (string, error) {
	forget(c)
	return forget(c)
}

// held is what a process holds.
type held struct {
	goroutines int
	bytes      int64 // of objects and stacks
}

// holding collects what can be collected, and returns the rest.
func holding() held {
	runtime.GC()
	runtime.GC() // what had a cleanup is gone after the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return held{runtime.NumGoroutine(), int64(m.HeapAlloc + m.StackInuse)}
}

// since says how much more h is than before was, which held nothing of a thousand things.
func (h held) since(before held) string {
	return fmt.Sprintf("%d goroutines, %.1f KiB each", h.goroutines-before.goroutines, float64(max(0, h.bytes-before.bytes))/1024/1000)
}

// profile returns how many goroutines are in forget, as the profile of goroutines has it.
func profile() string {
	var profile bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&profile, 1) // an entry for each stack, with how many have it
	n := 0
	for entry := range strings.SplitSeq(profile.String(), "\n\n") {
		if strings.Contains(entry, ".forget+") {
			count, _, _ := strings.Cut(entry[strings.LastIndex(entry[:strings.Index(entry, " @ ")], "\n")+1:], " ")
			m, _ := strconv.Atoi(count)
			n += m
		}
	}
	return fmt.Sprintf("%d in forget", n)
}
