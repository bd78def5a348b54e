package exercise

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/deferred"
)

type poems = map[string]*deferred.Deferred[string]

var errNoInk, errNoWater = errors.New("no ink"), errors.New("no water")

// A dict is one under test, and what it has fired with.
type dict struct {
	members poems
	fired   int
	results Results[string]
	err     error
}

func newDict(options ...deferred.ListOption) *dict {
	d := &dict{members: poems{"tide": deferred.New[string](), "kettle": deferred.New[string](), "flap": deferred.New[string]()}}
	given := poems{}
	for name, member := range d.members {
		given[name] = member
	}
	Dict(given, options...).AddBoth(d.note)
	clear(given) // it is the caller's
	return d
}

func (d *dict) note(results Results[string], err error) (Results[string], error) {
	d.fired++
	d.results, d.err = results, err
	return nil, nil
}

// want fails the test unless the dict has fired with these results, such as "0 flap: -, no ink".
func (d *dict) want(t *testing.T, when string, want ...string) {
	t.Helper()
	if len(want) == 0 {
		if d.fired != 0 {
			t.Fatalf("%s: it has fired, with %v, %v", when, d.results, d.err)
		}
		return
	}
	var got []string
	for name, r := range d.results {
		text := fmt.Sprintf("%d %s: %s", r.Index, name, r.Value)
		if r.Err != nil {
			text = fmt.Sprintf("%d %s: -, %v", r.Index, name, r.Err)
		}
		got = append(got, text)
	}
	slices.Sort(got)
	if d.fired != 1 || d.err != nil || !slices.Equal(got, want) {
		t.Fatalf("%s: it has fired %d times, with %q, %v, want %q", when, d.fired, got, d.err, want)
	}
}

func TestResultsHaveTheirNames(t *testing.T) {
	d := newDict(deferred.ConsumeErrors)
	d.members["tide"].Callback("Slack Water")
	d.members["kettle"].Errback(errNoWater)
	d.want(t, "with flap to come")
	d.members["flap"].Callback("Split-Flap")
	d.want(t, "with all of them", "0 flap: Split-Flap", "1 kettle: -, no water", "2 tide: Slack Water")
}

func TestWithFireOnOneCallbackThereIsOneName(t *testing.T) {
	d := newDict(deferred.FireOnOneCallback, deferred.ConsumeErrors)
	d.members["flap"].Errback(errNoInk)
	d.want(t, "after a failure")
	d.members["tide"].Callback("Slack Water")
	d.want(t, "after a value", "2 tide: Slack Water")
	d = newDict(deferred.FireOnOneCallback, deferred.ConsumeErrors)
	for _, member := range d.members {
		member.Errback(errNoInk)
	}
	d.want(t, "after nothing but failures", "0 flap: -, no ink", "1 kettle: -, no ink", "2 tide: -, no ink")
}

func TestWithFireOnOneErrbackTheErrorHasAName(t *testing.T) {
	d := newDict(deferred.FireOnOneErrback, deferred.ConsumeErrors)
	d.members["tide"].Callback("Slack Water")
	d.want(t, "after a value")
	d.members["kettle"].Errback(errNoWater)
	named, ok := d.err.(*NamedError)
	if d.fired != 1 || !ok || named.Name != "kettle" || named.Err != errNoWater || !errors.Is(d.err, errNoWater) {
		t.Errorf("it has fired %d times, with the error %#v, want a NamedError of kettle", d.fired, d.err)
	}
	d.members["flap"].Errback(errNoInk)
	if d.fired != 1 {
		t.Errorf("it has fired %d times", d.fired)
	}
}

func TestWithoutMembers(t *testing.T) {
	var d dict
	Dict(poems{}).AddBoth(d.note)
	if d.fired != 1 || len(d.results) != 0 || d.err != nil {
		t.Errorf("it has fired %d times, with %v, %v", d.fired, d.results, d.err)
	}
	var never dict
	Dict(poems(nil), deferred.FireOnOneCallback).AddBoth(never.note)
	never.want(t, "without members, FireOnOneCallback")
}

func TestCancellingItCancelsItsMembers(t *testing.T) {
	var calledOff []string
	member := func(name string) *deferred.Deferred[string] {
		return deferred.NewWithCanceller(func(*deferred.Deferred[string]) { calledOff = append(calledOff, name) })
	}
	var d dict
	all := Dict(poems{"tide": member("tide"), "kettle": member("kettle")}, deferred.ConsumeErrors)
	all.AddBoth(d.note)
	all.Cancel()
	slices.Sort(calledOff)
	if !slices.Equal(calledOff, []string{"kettle", "tide"}) {
		t.Errorf("cancelled are %q, want kettle and tide", calledOff)
	}
	d.want(t, "when it was cancelled", "0 kettle: -, cancelled", "1 tide: -, cancelled")
}

func TestErrorsAreConsumedOnlyIfAskedFor(t *testing.T) {
	for _, consume := range []bool{true, false} {
		reports := unhandled.During(func() {
			var options []deferred.ListOption
			if consume {
				options = append(options, deferred.ConsumeErrors)
			}
			d := newDict(options...)
			for _, member := range d.members {
				member.Errback(errNoInk)
			}
			d.want(t, "after three failures", "0 flap: -, no ink", "1 kettle: -, no ink", "2 tide: -, no ink")
		})
		if want := map[bool]int{true: 0, false: 3}[consume]; len(reports) != want {
			t.Errorf("consumed: %v; reported: %v, want %d", consume, reports, want)
		}
	}
}

func TestANilDeferredIsAPanicWithItsName(t *testing.T) {
	defer func() {
		if text := fmt.Sprint(recover()); !strings.Contains(text, "kettle") {
			t.Errorf("the panic is %q, want one that names kettle", text)
		}
	}()
	Dict(poems{"tide": deferred.New[string](), "kettle": nil})
}
