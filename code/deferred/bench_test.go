package deferred_test

import (
	"fmt"
	"runtime"
	"testing"

	"slowpoetry/code/deferred"
)

// Beside Twisted and Node, and in processor time: code/bench/deferred.

func same(value any) (any, error) { return value, nil }

func withCallbacks(n int) *deferred.Deferred[any] {
	d := deferred.New[any]()
	for range n {
		d.AddCallback(same)
	}
	return d
}

// nest returns a Deferred that waits for another that waits ... for d.
func nest(d *deferred.Deferred[any], depth int) *deferred.Deferred[any] {
	for range depth {
		inner := d
		d = deferred.Succeed[any](nil)
		d.AddCallback(func(any) (any, error) { return inner.Later() })
	}
	return d
}

// each reports what one of n took of each operation.
func each(b *testing.B, n int, what string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/"+what)
}

func BenchmarkCreateTenCallbacksFire(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		withCallbacks(10).Callback(nil)
	}
	each(b, 10, "callback")
}

func BenchmarkNestedFired(b *testing.B) {
	for _, depth := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			for b.Loop() {
				nest(deferred.Succeed[any](nil), depth)
			}
			each(b, depth, "link")
		})
	}
}

func BenchmarkNestedPending(b *testing.B) {
	for _, depth := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			for b.Loop() {
				innermost := deferred.New[any]()
				nest(innermost, depth)
				innermost.Callback(nil)
			}
			each(b, depth, "link")
		})
	}
}

func BenchmarkList(b *testing.B) {
	const n = 10_000
	for b.Loop() {
		ds := make([]*deferred.Deferred[any], n)
		for i := range ds {
			ds[i] = deferred.New[any]()
		}
		deferred.List(ds)
		for _, d := range ds {
			d.Callback(nil)
		}
	}
	each(b, n, "item")
}

func BenchmarkAwaitFired(b *testing.B) {
	for b.Loop() {
		deferred.Inline(func(c *deferred.Coroutine) (any, error) {
			for range 100 {
				deferred.Succeed[any](nil).Await(c)
			}
			return nil, nil
		})
	}
	each(b, 100, "await")
}

func BenchmarkAwaitPending(b *testing.B) {
	for b.Loop() {
		var d *deferred.Deferred[any]
		deferred.Inline(func(c *deferred.Coroutine) (any, error) {
			for range 100 {
				d = deferred.New[any]()
				d.Await(c)
			}
			return nil, nil
		})
		for range 100 {
			d.Callback(nil)
		}
	}
	each(b, 100, "await")
}

func TestMemory(t *testing.T) {
	for _, c := range []struct {
		callbacks int
		most      float64 // bytes
		objects   float64
	}{{0, 96, 1}, {1, 136, 1}, {10, 464, 3}} {
		const n = 1000
		ds := make([]*deferred.Deferred[any], 0, n+1)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		objects := testing.AllocsPerRun(n, func() { ds = append(ds, withCallbacks(c.callbacks)) })
		runtime.ReadMemStats(&after)
		bytes := float64(after.TotalAlloc-before.TotalAlloc) / n
		if bytes > 1.02*c.most || objects > c.objects {
			t.Errorf("with %d callbacks: %.0f bytes in %.0f objects", c.callbacks, bytes, objects)
		}
		t.Logf("with %d callbacks: %.0f bytes in %.0f objects", c.callbacks, bytes, objects)
	}
}
