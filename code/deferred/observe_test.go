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

// What a Deferred had on its chain before it was traced causes no events, observed or not.
func TestAnObserverChangesNoTrace(t *testing.T) {
	told := func() (events []deferred.Event) {
		note := func(e deferred.Event) { events = append(events, e) }
		pass := func(n int) (int, error) { return n, nil }
		d := deferred.New[int]()
		d.AddCallback(pass).AddErrback(func(err error) (int, error) { return 0, err })
		d.Trace("late", note).AddCallback(pass)
		d.Callback(1)
		again := deferred.New[int]().Trace("first", note).AddCallback(pass)
		again.Trace("second", note).AddCallback(pass)
		again.Callback(2)
		return events
	}
	plain := told()
	deferred.Observe(func(deferred.Observation) {})
	defer deferred.Observe(nil)
	if got := told(); !reflect.DeepEqual(got, plain) {
		t.Errorf("observed\n%+v\nand otherwise\n%+v", got, plain)
	}
	var kinds []string
	for _, e := range plain {
		kinds = append(kinds, fmt.Sprint(e.Name, " ", e.Kind, " ", e.Stage))
	}
	want := []string{"late fired -1", "late called 0", "late returned 0", "second fired -1", "second called 0", "second returned 0"}
	if !slices.Equal(kinds, want) {
		t.Errorf("the events are %q, want %q", kinds, want)
	}
}
