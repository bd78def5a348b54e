package deferred_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

func TestAnObserverSeesAllDeferreds(t *testing.T) {
	var said []string
	first := 0
	deferred.Observe(func(o deferred.Observation) {
		if first == 0 {
			first = o.Number
		}
		line := fmt.Sprint(o.Number-first, o.Name, " ", o.Kind)
		if o.Function != nil {
			line += " " + reflect.TypeOf(o.Function).String()
		}
		said = append(said, line)
	})
	defer deferred.Observe(nil)
	inner := deferred.New[int]()
	outer := deferred.New[int]().Trace("outer", func(deferred.Event) {})
	outer.AddCallback(func(int) (int, error) { return inner.Later() })
	outer.AddCallbacks(func(n int) (int, error) { return n, nil }, nil)
	outer.AddErrback(func(error) (int, error) { return 0, nil })
	outer.Callback(1)
	inner.Callback(2)
	want := []string{
		"0 made", "1 made",
		"1outer fired", "1outer called func(int) (int, error)", "1outer waiting",
		"0 fired", "0 gave", "1outer resumed", "1outer called func(int) (int, error)", "1outer returned", "1outer passed",
	}
	if !slices.Equal(said, want) {
		t.Errorf("got  %q\nwant %q", said, want)
	}
	said = nil
	deferred.Observe(nil)
	deferred.New[int]().Callback(1)
	if len(said) > 0 {
		t.Errorf("after the end it hears %q", said)
	}
}
