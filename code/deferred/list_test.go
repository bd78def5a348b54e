package deferred_test

import (
	"errors"
	"testing"

	"slowpoetry/code/deferred"
)

// three returns three Deferreds that have not fired.
func three() []ints { return []ints{deferred.New[int](), deferred.New[int](), deferred.New[int]()} }

func TestListFiresWithAllResultsInItsOwnOrder(t *testing.T) {
	var j journal
	ds := three()
	list := deferred.List(ds)
	listen(&j, "list", list)
	ds[2].Callback(3)
	ds[0].Errback(errTest)
	j.check(t)
	ds[1].Callback(2)
	j.check(t, "list: [{0 0 trouble} {1 2 <nil>} {2 3 <nil>}]")
	for i, d := range ds {
		listen(&j, string(rune('a'+i)), d)
	}
	j.check(t, "a: error trouble", "b: 2", "c: 3")
}

func TestListOptions(t *testing.T) {
	const callback, errback = deferred.FireOnOneCallback, deferred.FireOnOneErrback
	for _, c := range []struct {
		options []deferred.ListOption
		want    string
	}{
		{[]deferred.ListOption{callback}, "list: [{1 1 <nil>}]"},
		{[]deferred.ListOption{errback}, "list: error deferred 0 of the list: trouble"},
		{[]deferred.ListOption{callback, errback}, "list: error deferred 0 of the list: trouble"},
		{[]deferred.ListOption{deferred.ConsumeErrors}, "list: [{0 0 trouble} {1 1 <nil>} {2 2 <nil>}]"},
	} {
		var j journal
		ds := three()
		listen(&j, "list", deferred.List(ds, c.options...))
		ds[0].Errback(errTest)
		ds[1].Callback(1)
		ds[2].Callback(2)
		j.check(t, c.want)
		listen(&j, "first", ds[0])
		if c.options[0] == deferred.ConsumeErrors {
			j.check(t, "first: 0")
		} else {
			j.check(t, "first: error trouble")
		}
	}
}

func TestEmptyLists(t *testing.T) {
	var j journal
	listen(&j, "list", deferred.List[int](nil))
	listen(&j, "gather", deferred.Gather[int](nil))
	listen(&j, "never", deferred.List[int](nil, deferred.FireOnOneCallback))
	j.check(t, "list: []", "gather: []")
}

func TestGatherFiresWithValuesOrTheFirstError(t *testing.T) {
	var j journal
	ds := three()
	listen(&j, "values", deferred.Gather(ds))
	for i, d := range ds {
		d.Callback(i)
	}
	j.check(t, "values: [0 1 2]")
	ds = three()
	all := deferred.Gather(ds, deferred.ConsumeErrors)
	ds[1].Errback(errTest)
	all.AddErrback(func(err error) ([]int, error) {
		first, ok := err.(*deferred.FirstError)
		if !ok || first.Index != 1 || !errors.Is(err, errTest) {
			t.Errorf("%#v", err)
		}
		return nil, nil
	})
}

func TestCancellingAListCancelsItsMembers(t *testing.T) {
	var j journal
	ds := []ints{
		deferred.New[int](), deferred.Succeed(1),
		deferred.NewWithCanceller(func(ints) { panic(errUnhandled) }),
		deferred.NewWithCanceller(func(d ints) { d.Callback(3) }),
	}
	list := deferred.List(ds)
	listen(&j, "list", list)
	logged := unhandled(t, 1, list.Cancel)
	j.check(t) // one of them would not be cancelled
	if len(logged) != 1 || logged[0] != "panic: unhandled" {
		t.Errorf("logged %q", logged)
	}
	ds[2].Callback(2)
	j.check(t, "list: [{0 0 cancelled} {1 1 <nil>} {2 2 <nil>} {3 3 <nil>}]")
	ds[0].AddErrback(func(error) (int, error) { return 0, nil })
}
