package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// onLoop runs f on a reactor of its own, until f or what it leaves behind calls done.
func onLoop(t *testing.T, f func(r *reactor.Reactor, done func())) {
	t.Helper()
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.CallWhenRunning(func() { f(r, func() { r.Stop() }) })
	r.CallLater(time.Minute, func() { t.Error("nothing comes"); r.Stop() })
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
}

type ints = *deferred.Deferred[int]

// A context ends on any goroutine; the Deferred is cancelled on the reactor's, and hears why.
func TestAContextCancelsADeferred(t *testing.T) {
	for name, canceller := range map[string]func(ints){
		"no canceller":  nil,
		"a quiet one":   func(ints) {},
		"one with half": func(d ints) { d.Callback(5) },
		"one that fails": func(d ints) {
			d.Errback(errors.New("half way"))
		},
		"one that wraps": func(d ints) {
			d.Errback(fmt.Errorf("half way: %w", deferred.ErrCancelled))
		},
	} {
		onLoop(t, func(r *reactor.Reactor, done func()) {
			ctx, end := context.WithCancelCause(t.Context())
			until(ctx, r, deferred.NewWithCanceller(canceller)).AddBoth(func(n int, err error) (int, error) {
				switch {
				case name == "one with half":
					if n != 5 || err != nil {
						t.Errorf("%s: %d, %v", name, n, err)
					}
				case name == "one that fails":
					if err == nil || err.Error() != "half way" {
						t.Errorf("%s: %v", name, err)
					}
				case name == "one that wraps":
					if err == nil || err.Error() != "half way: cancelled" {
						t.Errorf("%s: %v", name, err)
					}
				case err != errClosed:
					t.Errorf("%s: %v", name, err)
				}
				done()
				return 0, nil
			})
			go end(errClosed)
		})
	}
}

// A context that was done before is no different: the Deferred is cancelled soon, and not at once.
func TestAContextThatIsDoneAlready(t *testing.T) {
	onLoop(t, func(r *reactor.Reactor, done func()) {
		ctx, end := context.WithCancelCause(t.Context())
		end(errClosed)
		d := until(ctx, r, deferred.New[int]())
		if d.Fired() {
			t.Error("at once")
		}
		first := until(ctx, r, deferred.Succeed(7))
		d.AddBoth(func(_ int, err error) (int, error) {
			if err != errClosed || first.String() != "value 7" {
				t.Errorf("%v; the one that had fired: %v", err, first)
			}
			done()
			return 0, nil
		})
	})
}

// What is added after until is not bound, however late the context's call comes.
func TestALateContextLeavesTheRestOfTheChainAlone(t *testing.T) {
	onLoop(t, func(r *reactor.Reactor, done func()) {
		ctx, end := context.WithCancelCause(t.Context())
		d := until(ctx, r, deferred.New[int]())
		rest := deferred.NewWithCanceller(func(ints) { t.Error("cancelled") })
		d.AddCallback(func(int) (int, error) { return rest.Later() })
		called := make(chan struct{})
		context.AfterFunc(ctx, func() { close(called) })
		end(errClosed) // the AfterFunc of until is under way when the result comes
		d.Callback(1)
		go func() {
			<-called
			r.CallFromGoroutine(func() { r.CallLater(20*time.Millisecond, done) })
		}()
	})
}

func TestADeferredEndsAContext(t *testing.T) {
	onLoop(t, func(r *reactor.Reactor, done func()) {
		causes := make(chan error, 1)
		d := background(t.Context(), r, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			causes <- context.Cause(ctx)
			return 1, nil // too late
		})
		heard := 0
		d.AddBoth(func(n int, err error) (int, error) {
			if heard++; heard > 1 || err != deferred.ErrCancelled {
				t.Errorf("heard %d, %v", n, err)
			}
			return 0, nil
		})
		d.Cancel()
		if heard != 1 {
			t.Error("Cancel has returned, and the Deferred has not fired")
		}
		go func() {
			if cause := <-causes; cause != deferred.ErrCancelled {
				t.Errorf("the function was told: %v", cause)
			}
			r.CallFromGoroutine(func() { r.CallLater(20*time.Millisecond, done) })
		}()
	})
}

func TestAFunctionInTheBackgroundHasItsResult(t *testing.T) {
	for _, failure := range []error{nil, errClosed} {
		onLoop(t, func(r *reactor.Reactor, done func()) {
			background(t.Context(), r, func(context.Context) (int, error) { return 3, failure }).AddBoth(func(n int, err error) (int, error) {
				if err != failure || err == nil && n != 3 {
					t.Errorf("%d, %v", n, err)
				}
				done()
				return 0, nil
			})
		})
	}
}

// A goroutine that leaves takes nothing from the others; the last one ends the flight.
func TestTheLastOfAFlightEndsIt(t *testing.T) {
	ended := make(chan error, 1)
	land := make(chan struct{})
	g := &group{fetch: func(ctx context.Context) (string, error) {
		select {
		case <-land:
			ended <- nil
			return "tide", nil
		case <-ctx.Done():
			ended <- context.Cause(ctx)
			return "", context.Cause(ctx)
		}
	}}
	results := make(chan error, 2)
	board := func() context.CancelCauseFunc {
		ctx, leave := context.WithCancelCause(t.Context())
		g.mu.Lock()
		before := 0
		if g.flight != nil {
			before = g.flight.waiting
		}
		g.mu.Unlock()
		go func() {
			_, err := g.get(ctx)
			results <- err
		}()
		for {
			g.mu.Lock()
			aboard := g.flight != nil && g.flight.waiting > before
			g.mu.Unlock()
			if aboard {
				return leave
			}
			runtime.Gosched()
		}
	}
	first, second := board(), board()
	first(errClosed)
	if err := <-results; err != errClosed {
		t.Error(err)
	}
	second(errClosed)
	if err := <-results; err != errClosed {
		t.Error(err)
	}
	if err := <-ended; err != errAllGone {
		t.Error(err)
	}
	board()
	close(land)
	if err := <-results; err != nil {
		t.Error(err)
	}
}
