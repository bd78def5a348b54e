package deferred_test

import (
	"slices"
	"testing"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// A reactor is a clock.
var _ deferred.Clock[*reactor.Call] = (*reactor.Reactor)(nil)

// A clock keeps what is to be called, and the test does it.
type clock struct{ alarms []*alarm }

type alarm struct {
	clock *clock
	delay time.Duration
	f     func()
}

func (c *clock) CallLater(delay time.Duration, f func()) *alarm {
	a := &alarm{c, delay, f}
	c.alarms = append(c.alarms, a)
	return a
}

func (a *alarm) Cancel() bool {
	i := slices.Index(a.clock.alarms, a)
	if i >= 0 {
		a.clock.alarms = slices.Delete(a.clock.alarms, i, i+1)
	}
	return i >= 0
}

// ring has it happen.
func (c *clock) ring() { a := c.alarms[0]; a.Cancel(); a.f() }

func TestTimeoutCancelsWhatTakesTooLong(t *testing.T) {
	var j journal
	var c clock
	d := deferred.Timeout(deferred.New[int](), 5*time.Second, &c)
	d.AddErrback(func(err error) (int, error) {
		if e, ok := err.(*deferred.TimeoutError); !ok || e.After != 5*time.Second || !e.Timeout() {
			t.Errorf("%#v", err)
		}
		return 0, err
	})
	listen(&j, "d", d)
	c.ring()
	j.check(t, "d: error timed out after 5s")
}

func TestResultInTimeStopsTheClock(t *testing.T) {
	var j journal
	var c clock
	d := deferred.New[int]()
	listen(&j, "d", deferred.Timeout(d, time.Second, &c))
	d.Callback(1)
	j.check(t, "d: 1")
	if len(c.alarms) != 0 {
		t.Error("the clock runs")
	}
}

func TestTimeoutLeavesOtherErrorsAlone(t *testing.T) {
	var j journal
	var c clock
	early := deferred.Timeout(deferred.New[int](), time.Second, &c)
	listen(&j, "cancelled by hand", early)
	early.Cancel()
	d := deferred.NewWithCanceller(func(d ints) { d.Errback(errTest) })
	listen(&j, "canceller", deferred.Timeout(d, time.Second, &c))
	c.ring()
	d = deferred.NewWithCanceller(func(d ints) { d.Callback(1) })
	listen(&j, "had some", deferred.TimeoutFunc(d, time.Second, &c, func(n int, err error) (int, error) { return n + 1, err }))
	c.ring()
	j.check(t, "cancelled by hand: error cancelled", "canceller: error trouble", "had some: 2")
}
