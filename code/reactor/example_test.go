package reactor_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"slowpoetry/code/reactor"
)

// A countdown in one goroutine that is never blocked: each call asks for the next.
func Example() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()

	seconds := 3
	var tick func()
	tick = func() {
		if seconds == 0 {
			fmt.Println("lift-off")
			r.Stop()
			return
		}
		fmt.Println(seconds)
		seconds--
		r.CallLater(time.Millisecond, tick) // a short second
	}
	r.CallWhenRunning(tick)
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 3
	// 2
	// 1
	// lift-off
}

// What blocks belongs on a goroutine of its own, which hands the result over to the loop.
func ExampleReactor_CallFromGoroutine() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()

	sum := 0 // no lock: only callbacks touch it
	go func() {
		time.Sleep(time.Millisecond) // it may take its time
		r.CallFromGoroutine(func() {
			sum += 42
			r.Stop()
		})
	}()
	r.Run(context.Background())
	fmt.Println(sum)
	// Output: 42
}

// A watchdog barks when nobody has fed it for a while.
func ExampleCall_Reset() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()

	meals := 0
	watchdog := r.CallLater(200*time.Millisecond, func() {
		fmt.Println("woof, after", meals, "meals")
		r.Stop()
	})
	var feeding *reactor.LoopingCall
	feeding = reactor.NewLoopingCall(r, func() {
		watchdog.Reset(200 * time.Millisecond)
		if meals++; meals == 3 {
			feeding.Stop()
		}
	})
	feeding.Start(time.Millisecond, true)
	r.Run(context.Background())
	// Output: woof, after 3 meals
}

// Before the shutdown closes what is open, there may be something left to say.
func ExampleReactor_HoldShutdown() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()

	r.AddTrigger(reactor.BeforeShutdown, func() {
		release := r.HoldShutdown()
		r.CallLater(time.Millisecond, func() {
			fmt.Println("the last line of the poem")
			release()
		})
	})
	r.AddTrigger(reactor.AfterShutdown, func() { fmt.Println("lights out") })
	r.CallWhenRunning(func() { r.Stop() })
	r.Run(context.Background())
	// Output:
	// the last line of the poem
	// lights out
}
