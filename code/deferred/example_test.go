package deferred_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"slowpoetry/code/deferred"
)

// A poem is asked for, and what is to be done with it is said. Then it comes.
func Example() {
	d := deferred.New[string]()
	d.AddCallback(func(poem string) (string, error) {
		return strings.ToUpper(poem), nil
	})
	d.AddErrback(func(err error) (string, error) {
		return "(no poem today: " + err.Error() + ")", nil
	})
	d.AddCallback(func(poem string) (string, error) {
		_, err := fmt.Println(poem)
		return "", err
	})
	fmt.Println("meanwhile")
	d.Callback("nothing is happening, carefully")
	// Output:
	// meanwhile
	// NOTHING IS HAPPENING, CAREFULLY
}

// An error goes past callbacks to the next errback. That returns a value, and the next callback
// has no idea that anything was wrong.
func ExampleDeferred_AddErrback() {
	d := deferred.New[string]()
	d.AddCallback(func(poem string) (string, error) { return poem, errors.New("the ink is dry") })
	d.AddCallback(func(poem string) (string, error) { fmt.Println("not called"); return poem, nil })
	d.AddErrback(func(err error) (string, error) { fmt.Println("error:", err); return "a blank page", nil })
	d.AddCallback(func(poem string) (string, error) { fmt.Println("value:", poem); return poem, nil })
	d.Callback("tide")
	// Output:
	// error: the ink is dry
	// value: a blank page
}

// With a pair, an error of the callback is not the errback's business.
func ExampleDeferred_AddCallbacks() {
	d := deferred.Succeed("tide")
	d.AddCallbacks(
		func(string) (string, error) { return "", errors.New("the ink is dry") },
		func(error) (string, error) { fmt.Println("not called"); return "", nil },
	)
	d.AddErrback(func(err error) (string, error) { fmt.Println("error:", err); return "", nil })
	// Output: error: the ink is dry
}

// A Deferred fires once. Who fires it again is told.
func ExampleAlreadyFiredError() {
	d := deferred.New[int]()
	d.Callback(1)
	fmt.Println(d.Errback(errors.New("too late")))
	// Output: already fired by Callback
}

// The chain waits for the Deferred that its second function returns. Whether it returns one is up
// to the function, each time: here what is known already need not be asked for.
func ExampleDeferred_Later() {
	known := map[string]string{"fog": "Nebel"}
	var answer *deferred.Deferred[string]
	ask := func(word string) *deferred.Deferred[string] {
		answer = deferred.New[string]()
		return answer
	}
	translate := func(word string) (string, error) {
		if german, ok := known[word]; ok {
			return german, nil
		}
		return ask(word).Later()
	}
	say := func(word string) (string, error) { fmt.Println(word); return word, nil }

	deferred.Succeed("fog").AddCallback(translate).AddCallback(say)
	deferred.Succeed("tide").AddCallback(translate).AddCallback(say)
	fmt.Println("(a dictionary is being fetched)")
	answer.Callback("Gezeiten")
	// Output:
	// Nebel
	// (a dictionary is being fetched)
	// Gezeiten
}

// A text comes in, a number goes on.
func ExampleThen() {
	poem := deferred.New[string]()
	lines := deferred.Then(poem, func(text string) (int, error) {
		return strings.Count(text, "\n"), nil
	})
	lines.AddCallback(func(n int) (int, error) { fmt.Println(n, "lines"); return n, nil })
	poem.Callback("For a few minutes\nthe estuary cannot decide.\n")
	// Output: 2 lines
}

// A cache has some things, and has to ask for others. Its caller need not know which.
func ExampleMaybeDeferred() {
	d := deferred.MaybeDeferred(func() (string, error) { panic("the cache is on fire") })
	d.AddErrback(func(err error) (string, error) { fmt.Println(err); return "", nil })
	// Output: panic: the cache is on fire
}

// The server is told to stop, and the one who waits that there is nothing to wait for.
func ExampleDeferred_Cancel() {
	d := deferred.NewWithCanceller(func(*deferred.Deferred[string]) { fmt.Println("hanging up") })
	d.AddErrback(func(err error) (string, error) { fmt.Println("error:", err); return "", nil })
	d.Cancel()
	// Output:
	// hanging up
	// error: cancelled
}

// All results, in the order of the list.
func ExampleList() {
	tide, kettle := deferred.New[string](), deferred.New[string]()
	all := deferred.List([]*deferred.Deferred[string]{tide, kettle}, deferred.ConsumeErrors)
	all.AddCallback(func(results []deferred.Result[string]) ([]deferred.Result[string], error) {
		for _, r := range results {
			fmt.Printf("%d: %q, %v\n", r.Index, r.Value, r.Err)
		}
		return nil, nil
	})
	kettle.Callback("Kettle")
	tide.Errback(errors.New("the sea is out"))
	// Output:
	// 0: "", the sea is out
	// 1: "Kettle", <nil>
}

// The first value wins, and the others come for nothing.
func ExampleFireOnOneCallback() {
	mirrors := []*deferred.Deferred[string]{deferred.New[string](), deferred.New[string]()}
	first := deferred.List(mirrors, deferred.FireOnOneCallback)
	first.AddCallback(func(results []deferred.Result[string]) ([]deferred.Result[string], error) {
		fmt.Printf("mirror %d: %s\n", results[0].Index, results[0].Value)
		return results, nil
	})
	mirrors[1].Callback("Kettle")
	mirrors[0].Callback("Kettle, too")
	// Output: mirror 1: Kettle
}

// All values, or the first error.
func ExampleGather() {
	words := []*deferred.Deferred[string]{deferred.New[string](), deferred.Succeed("water")}
	deferred.Gather(words).AddCallback(func(words []string) ([]string, error) {
		fmt.Println(strings.Join(words, " "))
		return words, nil
	})
	words[0].Callback("slack")
	// Output: slack water
}

// A coroutine reads from top to bottom, and waits in the middle.
func ExampleInline() {
	title, text := deferred.New[string](), deferred.New[string]()
	done := deferred.Inline(func(c *deferred.Coroutine) (string, error) {
		heading, err := title.Await(c)
		if err != nil {
			return "", err
		}
		fmt.Println("the title is here:", heading)
		body, err := text.Await(c)
		if err != nil {
			return heading + " (the rest is lost: " + err.Error() + ")", nil
		}
		return heading + "\n\n" + body, nil
	})
	done.AddCallback(func(poem string) (string, error) { fmt.Println(poem); return "", nil })
	title.Callback("Slack Water")
	text.Errback(errors.New("connection reset"))
	// Output:
	// the title is here: Slack Water
	// Slack Water (the rest is lost: connection reset)
}

// Any clock will do. In a program it is the reactor's; here it is one whose time has come.
func ExampleTimeout() {
	var c clock
	poem := deferred.Timeout(deferred.New[string](), 5*time.Second, &c)
	poem.AddErrback(func(err error) (string, error) { fmt.Println(err); return "", nil })
	c.ring()
	// Output: timed out after 5s
}

// What happens to a Deferred, told as it happens.
func ExampleDeferred_Trace() {
	d := deferred.New[int]().Trace("d", func(e deferred.Event) {
		fmt.Printf("%-8v stage %2d: %v %v\n", e.Kind, e.Stage, e.Value, e.Err)
	})
	d.AddCallback(func(n int) (int, error) { return n, errors.New("too small") })
	d.AddCallback(func(n int) (int, error) { return n + 1, nil })
	d.AddErrback(func(error) (int, error) { return 10, nil })
	d.Callback(1)
	// Output:
	// fired    stage -1: 1 <nil>
	// called   stage  0: 1 <nil>
	// returned stage  0: <nil> too small
	// passed   stage  1: <nil> too small
	// called   stage  2: <nil> too small
	// returned stage  2: 10 <nil>
}

// Nobody asks what became of the poem, and it failed. That comes to light with the collector.
func ExampleOnUnhandled() {
	overheard := make(chan error, 1)
	defer deferred.OnUnhandled(func(err error) {
		if err.Error() == "nobody heard" {
			overheard <- err
		}
	})()

	deferred.Fail[string](errors.New("nobody heard"))
	for len(overheard) == 0 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println(<-overheard)
	// Output: nobody heard
}
