package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

// A journal is what a program has printed.
type journal struct{ strings.Builder }

func (j *journal) say(format string, args ...any) { fmt.Fprintf(j, format+"; ", args...) }

// hears adds a callback and an errback to d that say what they hear.
func (j *journal) hears(name string, d *deferred.Deferred[string]) *deferred.Deferred[string] {
	return d.AddCallbacks(func(text string) (string, error) {
		j.say("%s has %s", name, text)
		return text, nil
	}, func(err error) (string, error) {
		j.say("%s hears %v", name, err)
		return name, nil
	})
}

// off returns a Deferred that says when it is called off.
func (j *journal) off(name string) *deferred.Deferred[string] {
	return deferred.NewWithCanceller(func(*deferred.Deferred[string]) { j.say("%s is off", name) })
}

// The five questions of the text, asked of programs that are not in it.
func TestTheFiveQuestionsPredictWhatHappens(t *testing.T) {
	type texts = *deferred.Deferred[string]
	for name, c := range map[string]struct {
		program func(j *journal)
		want    string
	}{
		"paused": {func(j *journal) {
			d := j.hears("a", j.off("a"))
			d.Pause()
			d.Cancel()
			j.say("returned")
			d.Unpause()
		}, "a is off; returned; a hears cancelled; "},
		"what Then returns": {func(j *journal) {
			length := deferred.Then(j.off("a"), func(text string) (int, error) { return len(text), nil })
			length.AddErrback(func(err error) (int, error) { j.say("length hears %v", err); return 0, nil })
			length.Cancel()
		}, "a is off; length hears cancelled; "},
		"a coroutine that awaits a coroutine": {func(j *journal) {
			inner := deferred.Inline(func(c *deferred.Coroutine) (string, error) {
				_, err := j.off("a").Await(c)
				j.say("inner has %v", err)
				return "", errors.New("trouble")
			})
			outer := deferred.Inline(func(c *deferred.Coroutine) (string, error) {
				_, err := inner.Await(c)
				j.say("outer has %v", err)
				return "tide", nil
			})
			j.hears("d", outer).Cancel()
		}, "a is off; inner has cancelled; outer has trouble; d has tide; "},
		"a list with a member that waits": {func(j *journal) {
			inner, member := j.off("inner"), deferred.Succeed("tide")
			member.AddCallback(func(string) (string, error) { return inner.Later() })
			j.hears("member", member)
			list := deferred.List([]texts{member, j.off("b")}, deferred.ConsumeErrors)
			list.AddCallback(func(r []deferred.Result[string]) ([]deferred.Result[string], error) {
				j.say("the list has %q and %v", r[0].Value, r[1].Err)
				return r, nil
			})
			list.Cancel()
		}, `inner is off; member hears cancelled; b is off; the list has "member" and cancelled; `},
		"cancelled by its own callback": {func(j *journal) {
			d := j.off("a")
			d.AddCallback(func(text string) (string, error) { d.Cancel(); return text, nil })
			j.hears("a", d).Callback("tide")
		}, "a has tide; "},
		"the first of two, which answers": {func(j *journal) {
			answers := deferred.NewWithCanceller(func(d texts) { d.Callback("half") })
			list := deferred.List([]texts{answers, j.off("b")}, deferred.FireOnOneCallback, deferred.ConsumeErrors)
			list.AddCallback(func(r []deferred.Result[string]) ([]deferred.Result[string], error) {
				j.say("the list has %s", r[0].Value)
				return r, nil
			})
			list.Cancel()
		}, "the list has half; b is off; "},
		"an inner one that handles its error": {func(j *journal) {
			inner, outer := j.hears("inner", j.off("a")), j.off("outer")
			outer.AddCallback(func(string) (string, error) { return inner.Later() })
			j.hears("outer", outer).Callback("tide")
			outer.Cancel()
		}, "a is off; inner hears cancelled; outer has inner; "},
		"an errback that asks for another": {func(j *journal) {
			d, other := j.off("a"), j.off("other")
			d.AddErrback(func(error) (string, error) { return other.Later() })
			j.hears("a", d).Cancel()
			j.say("returned")
			d.Cancel()
		}, "a is off; returned; other is off; a hears cancelled; "},
		"fired by another, and late": {func(j *journal) {
			a, b := deferred.New[string](), j.hears("b", deferred.New[string]())
			j.hears("a", a.Chain(b))
			b.Cancel()
			a.Callback("tide")
		}, "b hears cancelled; a has ; "},
		"a canceller in a list panics": {func(j *journal) {
			defer deferred.OnUnhandled(func(err error) { j.say("reported: %v", err) })()
			bad := deferred.NewWithCanceller(func(texts) { panic("no brakes") })
			list := deferred.List([]texts{bad, j.off("b")}, deferred.ConsumeErrors)
			list.Cancel()
			j.say("fired: %v", list.Fired())
		}, "reported: panic: no brakes; b is off; fired: false; "},
		"a list with a coroutine that goes on": {func(j *journal) {
			body := deferred.Inline(func(c *deferred.Coroutine) (string, error) {
				_, err := j.off("a").Await(c)
				j.say("body has %v", err)
				return j.off("b").Await(c)
			})
			list := deferred.List([]texts{body, j.off("c")}, deferred.ConsumeErrors)
			list.AddCallback(func(r []deferred.Result[string]) ([]deferred.Result[string], error) {
				j.say("the list has %v and %v", r[0].Err, r[1].Err)
				return r, nil
			})
			list.Cancel()
			j.say("again")
			list.Cancel()
		}, "a is off; body has cancelled; c is off; again; b is off; the list has cancelled and cancelled; "},
		"a list that has fired and waits": {func(j *journal) {
			list := deferred.List([]texts{deferred.Succeed("tide")})
			list.AddCallback(func(r []deferred.Result[string]) ([]deferred.Result[string], error) {
				return deferred.Then(j.off("a"), func(string) ([]deferred.Result[string], error) { return r, nil }).Later()
			})
			list.Cancel()
			j.say("returned")
		}, "returned; "},
		"a coroutine in its turn": {func(j *journal) {
			first := j.off("first")
			var d texts
			d = deferred.Inline(func(c *deferred.Coroutine) (string, error) {
				text, err := first.Await(c)
				d.Cancel()
				j.say("body has %s, %v", text, err)
				return j.off("second").Await(c)
			})
			j.hears("d", d)
			first.Callback("tide")
			j.say("again")
			d.Cancel()
		}, "body has tide, <nil>; again; second is off; d hears cancelled; "},
		"a canceller that cancels another, which answers": {func(j *journal) {
			var d texts
			line := j.off("line").AddErrback(func(error) (string, error) {
				return "", d.Errback(errors.New("connection lost"))
			})
			d = deferred.NewWithCanceller(func(texts) { line.Cancel(); j.say("hung up") })
			j.hears("d", d).Cancel()
		}, "line is off; d hears connection lost; hung up; "},
	} {
		var j journal
		if c.program(&j); j.String() != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, j.String(), c.want)
		}
	}
}
