package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// A text is a poem that may not be here yet.
type text = *deferred.Deferred[string]

// inline runs body in turns. It is a small Inline, which shows how it is done and is broken in
// three ways, on purpose.
func inline(body func(await func(text) (string, error)) (string, error)) text {
	d := deferred.New[string]()
	send := speakTo(func(yield func(text) (string, error)) {
		value, err := body(yield)
		if err != nil {
			d.Errback(err)
			return
		}
		d.Callback(value)
	})
	var turn func(string, error) (string, error)
	turn = func(value string, err error) (string, error) {
		if awaited, more := send(value, err); more {
			awaited.AddBoth(turn)
		}
		return "", nil
	}
	turn("", nil)
	return d
}

// small runs functions on the small inline: one that works, one that panics, and one that is cancelled.
func small(say speech) {
	poem, drawl := deferred.New[string](), deferred.New[string]()
	d := inline(func(await func(text) (string, error)) (string, error) {
		original, err := await(poem)
		say("  the body has %q, %v", original, err)
		slow, err := await(drawl)
		say("  the body has %q, %v", slow, err)
		return original, nil
	})
	say("inline has returned; our Deferred: %v", d)
	poem.Callback("Slack Water")
	say("the poem has fired; our Deferred: %v", d)
	drawl.Errback(errors.New("no reply"))
	say("the drawl has failed; our Deferred: %v", d)

	poem = deferred.New[string]()
	d = inline(func(await func(text) (string, error)) (string, error) {
		original, _ := await(poem)
		return original[:20], nil // which has only 11 bytes
	})
	say("a body that panics:")
	poem.Callback("Slack Water")
	say("  our Deferred: %v", d)
	poem.AddErrback(func(err error) (string, error) {
		say("  the poem it awaited: %v", err)
		return "", nil
	})

	poem = deferred.NewWithCanceller(func(text) { say("  the canceller of the poem is called") })
	d = inline(func(await func(text) (string, error)) (string, error) { return await(poem) })
	say("a coroutine that is cancelled:")
	d.Cancel()
	say("  our Deferred: %v", d)
	say("  the poem it awaits: %v", poem)
	d.AddErrback(func(error) (string, error) { return "", nil })
}

// straight awaits Deferreds that have fired, on the small inline and on the library's, and prints how
// much memory the stacks take after so many.
func straight(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	most := flags.Int("most", 100_000, "await `n` Deferreds at most")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *most < 100 {
		return program.Usagef("-most %d is not many: take 100 or more", *most)
	}
	fmt.Fprintln(env.Stdout, "            memory for stacks")
	fmt.Fprintln(env.Stdout, "awaits     small    library's")
	for n := 100; n <= *most && ctx.Err() == nil; n *= 10 {
		fmt.Fprintf(env.Stdout, "%6d  %5d KiB   %7d KiB\n", n, onOwn(n, smallStacks), onOwn(n, libraryStacks))
	}
	return ctx.Err()
}

// onOwn calls a function on a goroutine of its own, whose stack is small at first. It returns KiB.
func onOwn(n int, grown func(n int) int64) int64 {
	result := make(chan int64)
	go func() { result <- grown(n) }()
	return max(0, <-result) >> 10
}

// smallStacks returns how many bytes the stacks of the process have grown by when n values have been
// awaited on the small inline.
func smallStacks(n int) (grown int64) {
	before := stacksInUse()
	inline(func(await func(text) (string, error)) (string, error) {
		for range n {
			await(deferred.Succeed("tide"))
		}
		grown = stacksInUse() - before
		return "", nil
	})
	return grown
}

// libraryStacks is smallStacks for the library's Inline.
func libraryStacks(n int) (grown int64) {
	before := stacksInUse()
	deferred.Inline(func(c *deferred.Coroutine) (string, error) {
		for range n {
			deferred.Succeed("tide").Await(c)
		}
		grown = stacksInUse() - before
		return "", nil
	})
	return grown
}

// stacksInUse returns how many bytes of memory are stacks, when those that are not needed have been
// collected.
func stacksInUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.StackInuse)
}
