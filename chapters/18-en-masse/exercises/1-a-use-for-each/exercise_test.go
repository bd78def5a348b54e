package exercise

import (
	"errors"
	"slices"
	"testing"

	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/deferred"
)

var errNoInk, errNoPaper = errors.New("no ink"), errors.New("no paper")

// A press prints texts some time, and notes which of them were called off.
type press struct {
	jobs      []*deferred.Deferred[string]
	calledOff []int
}

func newPress(n int) *press {
	p := new(press)
	for i := range n {
		p.jobs = append(p.jobs, deferred.NewWithCanceller(func(*deferred.Deferred[string]) { p.calledOff = append(p.calledOff, i) }))
	}
	return p
}

// want fails the test unless d is in this state, and these jobs are called off.
func (p *press) want(t *testing.T, when string, d *deferred.Deferred[string], state string, calledOff ...int) {
	t.Helper()
	if got := d.String(); got != state {
		t.Fatalf("%s: it is in the state %q, want %q", when, got, state)
	}
	if !slices.Equal(p.calledOff, calledOff) {
		t.Fatalf("%s: cancelled are numbers %v, want %v", when, p.calledOff, calledOff)
	}
}

// waiting is how a Deferred describes itself that has no result, whether it is a list or waits for one.
func (p *press) waiting(t *testing.T, when string, d *deferred.Deferred[string], calledOff ...int) {
	t.Helper()
	state := "no result yet"
	if got := d.String(); got == "waiting for another Deferred" {
		state = got
	}
	p.want(t, when, d, state, calledOff...)
}

// handle handles d's error, so that it is not reported.
func handle(d *deferred.Deferred[string]) {
	d.AddErrback(func(error) (string, error) { return "", nil })
}

func TestTheFirstTextWinsAndTheOthersAreCalledOff(t *testing.T) {
	p := newPress(3)
	d := Fastest(p.jobs)
	p.waiting(t, "before anything has come", d)
	p.jobs[2].Errback(errNoInk)
	p.waiting(t, "after a failure", d)
	p.jobs[1].Callback("tide")
	p.want(t, "after a text", d, "value tide", 0)
}

func TestIfNoTextComesAllErrorsAreThere(t *testing.T) {
	p := newPress(2)
	d := Fastest(p.jobs)
	p.jobs[1].Errback(errNoPaper)
	p.jobs[0].Errback(errNoInk)
	p.want(t, "after two failures", d, `error "no ink\nno paper"`)
	handle(d)
	p = newPress(1)
	d = Fastest(p.jobs)
	p.jobs[0].Errback(errNoPaper)
	p.want(t, "after the one failure", d, `error "no paper"`)
	handle(d)
}

func TestWithoutMirrorsThereIsNothingToWaitFor(t *testing.T) {
	d := Fastest(nil)
	new(press).want(t, "without mirrors", d, `error "no mirrors"`)
	handle(d)
}

func TestABookIsItsPagesInOrder(t *testing.T) {
	p := newPress(3)
	d := Whole(p.jobs)
	for _, i := range []int{2, 0, 1} {
		p.waiting(t, "with pages missing", d)
		p.jobs[i].Callback([]string{"slack ", "water", "."}[i])
	}
	p.want(t, "with all pages", d, "value slack water.")
	p.want(t, "a book without pages", Whole(nil), "value ")
}

func TestABookFailsWithItsFirstPageThatFails(t *testing.T) {
	p := newPress(4)
	d := Whole(p.jobs)
	p.jobs[3].Callback("the end")
	p.jobs[2].Errback(errNoInk)
	p.want(t, "when page 3 has failed", d, `error "page 3: no ink"`, 0, 1)
	d.AddErrback(func(err error) (string, error) {
		if !errors.Is(err, errNoInk) {
			t.Errorf("%v does not wrap the error of the page", err)
		}
		return "", nil
	})
}

func TestCancellingItCancelsAll(t *testing.T) {
	for name, f := range map[string]func([]*deferred.Deferred[string]) *deferred.Deferred[string]{"Fastest": Fastest, "Whole": Whole} {
		p := newPress(3)
		d := f(p.jobs)
		p.jobs[1].Callback("")
		if name == "Fastest" { // it is over, and cancelling changes nothing
			d.Cancel()
			p.want(t, name, d, "value ", 0, 2)
			continue
		}
		d.Cancel()
		if !slices.Equal(p.calledOff, []int{0, 2}) {
			t.Errorf("%s: cancelled are numbers %v, want 0 and 2", name, p.calledOff)
		}
		handle(d)
	}
}

func TestNoErrorIsLeftInAMember(t *testing.T) {
	for _, err := range unhandled.During(func() {
		p := newPress(3)
		handle(Fastest(p.jobs))
		p.jobs[0].Errback(errNoInk)
		p.jobs[1].Callback("tide")
		p = newPress(3)
		handle(Whole(p.jobs))
		p.jobs[0].Errback(errNoInk)
	}) {
		t.Errorf("reported: %v", err)
	}
}
