package exercise

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

func TestItWaits(t *testing.T) {
	poem, drawl := deferred.New[string](), deferred.New[string]()
	d := Inline(func(await func(Text) (string, error)) (string, error) {
		original, _ := await(poem)
		if slow, err := await(drawl); err == nil {
			return slow, nil
		}
		return original, nil
	})
	poem.Callback("tide")
	if d.Fired() {
		t.Fatal("it has not waited for the second")
	}
	drawl.Errback(errors.New("switched off"))
	if got := d.String(); got != "value tide" {
		t.Errorf("got %s, want value tide", got)
	}
}

func TestAPanicIsAnError(t *testing.T) {
	poem := deferred.New[string]()
	d := Inline(func(await func(Text) (string, error)) (string, error) {
		original, _ := await(poem)
		return original[:20], nil
	})
	poem.Callback("tide")
	poem.AddErrback(func(err error) (string, error) {
		t.Error("what went wrong in the body has become the error of the poem that it awaited")
		return "", nil
	})
	if got := d.String(); !strings.Contains(got, "slice bounds out of range") {
		t.Errorf("the body has gone wrong, and its Deferred has %s", got)
	}
	d.AddErrback(func(error) (string, error) { return "", nil })
}

func TestCancellingArrivesInTheBody(t *testing.T) {
	asked := 0
	poem := deferred.NewWithCanceller(func(Text) { asked++ })
	var heard error
	d := Inline(func(await func(Text) (string, error)) (string, error) {
		_, heard = await(poem)
		return "an old poem", nil
	})
	d.Cancel()
	if asked != 1 || heard != deferred.ErrCancelled || d.String() != "value an old poem" {
		t.Errorf("the canceller was called %d times, await has returned %v, and the Deferred has %s", asked, heard, d)
		d.AddErrback(func(error) (string, error) { return "", nil })
	}
}

func TestResultsThatAreThereTakeNoStack(t *testing.T) {
	stacks := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.StackInuse)
	}
	before, grown := stacks(), int64(0)
	poems := 0
	d := Inline(func(await func(Text) (string, error)) (string, error) {
		for range 20_000 {
			if poem, _ := await(deferred.Succeed("tide")); poem == "tide" {
				poems++
			}
		}
		grown = stacks() - before
		return "", nil
	})
	if !d.Fired() || poems != 20_000 {
		t.Fatalf("it has %d poems of 20,000, and the Deferred %s", poems, d)
	}
	if grown > 1<<20 {
		t.Errorf("after 20,000 results that were there, stacks have grown by %d KiB", grown>>10)
	}
}
