package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
)

// flaky runs one test many times: on the machine's clock, as the machine is and while it
// is busy, and on a clock of its own.
func flaky(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	runs := flags.Int("runs", 1000, "how often to run each test")
	nap := flags.Duration("nap", 20*time.Millisecond, "how long the test sleeps")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *runs < 1 {
		return program.Usagef("a test that runs %d times: -runs", *runs)
	}
	say := func(what string, failed int, took time.Duration) {
		fmt.Fprintf(env.Stdout, "%-34s %4d of %d failed, in %.1f s\n", what, failed, *runs, took.Seconds())
	}
	for _, row := range []struct {
		what string
		work int // goroutines that never rest, for each processor
		nap  time.Duration
	}{
		{fmt.Sprintf("sleeps %v, as the machine is", *nap), 0, *nap},
		{fmt.Sprintf("sleeps %v, machine busy", *nap), busy, *nap},
		{fmt.Sprintf("sleeps %v, machine busy", 5**nap), busy, 5 * *nap},
	} {
		rest := work(row.work * runtime.GOMAXPROCS(0))
		start := time.Now()
		failed, err := many(ctx, *runs, func() (bool, error) { return hopes(ctx, env.Net, row.nap) })
		rest()
		if err != nil {
			return err
		}
		say(row.what, failed, time.Since(start))
	}
	defer work(busy * runtime.GOMAXPROCS(0))()
	start, failed := time.Now(), 0
	for seed := range *runs {
		if !waits(uint64(seed), *nap) {
			failed++
		}
	}
	say(fmt.Sprintf("waits %v, machine busy", *nap), failed, time.Since(start))
	return nil
}

// busy is how many goroutines that never rest make a processor busy.
const busy = 4

// kettle is recited in four pieces, with 3 ms in between: for 9 ms.
var kettle = poetry.Poem{Name: "kettle", Text: []byte(poems[0])}

const (
	pieceOfKettle = 10
	restOfKettle  = 3 * time.Millisecond
)

// hopes starts a server and a client, sleeps, and hopes that the poem is here by then.
func hopes(ctx context.Context, network program.Network, nap time.Duration) (ok bool, err error) {
	door, err := network.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return false, err
	}
	var started sync.WaitGroup
	defer started.Wait()
	defer door.Close()
	//listing:hopes
	started.Go(func() { // the server
		if conn, err := door.Accept(); err == nil {
			poetry.Recite(ctx, conn, kettle, pieceOfKettle, restOfKettle)
			conn.Close()
		}
	})
	var poem atomic.Value
	started.Go(func() { // the client
		if conn, err := network.DialContext(ctx, "tcp", door.Addr().String()); err == nil {
			text, _ := io.ReadAll(conn)
			conn.Close()
			poem.Store(text)
		}
	})
	time.Sleep(nap)
	text, _ := poem.Load().([]byte)
	return bytes.Equal(text, kettle.Text), nil
	//listing:end
}

// waits is the same test in a world, whose clock moves when there is nothing left to do.
func waits(seed uint64, nap time.Duration) (ok bool) {
	p := stage(sim.NewWorld(sim.Conditions{Seed: seed, MaxLatency: time.Millisecond}))
	defer p.reactor.Close()
	p.recite(restOfKettle, func(address string) {
		poem := get(p.reactor, address)
		p.reactor.CallLater(nap, func() {
			ok = poem.Fired()
			p.reactor.Stop()
		})
	})
	return ok
}

// many runs a test many times, ten at a time, and counts the failures.
func many(ctx context.Context, runs int, test func() (bool, error)) (failed int, err error) {
	var lock sync.Mutex
	var all sync.WaitGroup
	ten := make(chan struct{}, 10)
	for range runs {
		ten <- struct{}{}
		all.Go(func() {
			ok, failure := test()
			<-ten
			lock.Lock()
			defer lock.Unlock()
			if !ok {
				failed++
			}
			if failure != nil {
				err = failure
			}
		})
	}
	all.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return failed, err
}

// work keeps processors busy with so many goroutines, until rest is called.
func work(goroutines int) (rest func()) {
	var over atomic.Bool
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for !over.Load() {
				if runtime.GOOS == "js" { // where one that never rests stops all others
					runtime.Gosched()
				}
			}
		})
	}
	return func() {
		over.Store(true)
		all.Wait()
	}
}
