package exercise

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

const patience = time.Second

// A kennel is a watchdog under observation, in simulated time.
type kennel struct {
	*Watchdog
	r     *reactor.Reactor
	barks []time.Duration // when it barked
	also  func()          // what else happens then, if not nil
}

// watch keeps a watchdog for a minute, and returns when it barked. Prepare says what is to happen
// meanwhile.
func watch(t *testing.T, prepare func(k *kennel)) []time.Duration {
	t.Helper()
	k := new(kennel)
	synctest.Test(t, func(t *testing.T) {
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network))})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		start := r.Now()
		k.r = r
		k.Watchdog = NewWatchdog(r, patience, func() {
			k.barks = append(k.barks, r.Now()-start)
			if k.also != nil {
				k.also()
			}
		})
		prepare(k)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	return k.barks
}

// feedAt feeds it at these moments.
func (k *kennel) feedAt(moments ...time.Duration) {
	for _, at := range moments {
		k.r.CallLater(at, k.Feed)
	}
}

func seconds(list ...float64) []time.Duration {
	var moments []time.Duration
	for _, s := range list {
		moments = append(moments, time.Duration(s*float64(time.Second)))
	}
	return moments
}

func check(t *testing.T, what string, got []time.Duration, want ...float64) {
	t.Helper()
	if !slices.Equal(got, seconds(want...)) {
		t.Errorf("%s: it barks at %v, want %v", what, got, seconds(want...))
	}
}

func TestItBarksOnceWhenNobodyFeedsIt(t *testing.T) {
	check(t, "never fed", watch(t, func(k *kennel) {}), 1)
}

func TestFeedingPutsTheBarkOff(t *testing.T) {
	check(t, "fed at 0.5s", watch(t, func(k *kennel) { k.feedAt(seconds(0.5)...) }), 1.5)
	check(t, "fed at 0.5s, 1s and 1.9s", watch(t, func(k *kennel) { k.feedAt(seconds(0.5, 1, 1.9)...) }), 2.9)
	check(t, "fed twice at 0.5s", watch(t, func(k *kennel) { k.feedAt(seconds(0.5, 0.5)...) }), 1.5)
}

func TestADogThatHasBarkedCanBeFed(t *testing.T) {
	check(t, "fed at 10s", watch(t, func(k *kennel) { k.feedAt(seconds(10)...) }), 1, 11)
	check(t, "fed at 10s and 10.5s", watch(t, func(k *kennel) { k.feedAt(seconds(10, 10.5)...) }), 1, 11.5)
}

func TestBarkMayFeedIt(t *testing.T) {
	check(t, "fed whenever it barks, three times", watch(t, func(k *kennel) {
		k.also = func() {
			if len(k.barks) < 4 {
				k.Feed()
			}
		}
	}), 1, 2, 3, 4)
}

func TestADogThatWasSentAwayIsQuiet(t *testing.T) {
	check(t, "sent away at 0.5s", watch(t, func(k *kennel) { k.r.CallLater(patience/2, k.SendAway) }))
	check(t, "sent away at 0.5s, fed at 0.7s", watch(t, func(k *kennel) {
		k.r.CallLater(patience/2, k.SendAway)
		k.feedAt(seconds(0.7)...)
	}))
	check(t, "sent away when it barks, and fed later", watch(t, func(k *kennel) {
		k.also = k.SendAway
		k.feedAt(seconds(5)...)
	}), 1)
}
