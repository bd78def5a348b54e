package exercise_test

import (
	"testing"

	exercise "slowpoetry/chapters/16-daemons/exercises/2-empty-hall"
	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// watch returns what becomes of d.
func watch(d *deferred.Deferred[service.Done]) *string {
	state := "waits"
	d.AddBoth(func(_ service.Done, err error) (service.Done, error) {
		if state = "gone"; err != nil {
			state = err.Error()
		}
		return service.Done{}, nil
	})
	return &state
}

func expect(t *testing.T, when string, state *string, want string) {
	t.Helper()
	if *state != want {
		t.Errorf("%s: the stop %s, want %s", when, *state, want)
	}
}

func TestAnEmptyHallIsGoneAtOnce(t *testing.T) {
	h := new(exercise.Hall)
	h.Start()
	expect(t, "nobody has ever come", watch(h.Stop()), "gone")
}

func TestTheLastGuestEndsIt(t *testing.T) {
	h := new(exercise.Hall)
	h.Start()
	first, _ := h.Enter()
	second, _ := h.Enter()
	stop := watch(h.Stop())
	first()
	expect(t, "one of two has left", stop, "waits")
	second()
	expect(t, "both have left", stop, "gone")
}

func TestAGuestWhoLeavesTwiceIsOneGuest(t *testing.T) {
	h := new(exercise.Hall)
	h.Start()
	first, _ := h.Enter()
	second, _ := h.Enter()
	stop := watch(h.Stop())
	first()
	first()
	expect(t, "one of two has left, twice", stop, "waits")
	second()
	expect(t, "both have left", stop, "gone")
}

func TestNobodyComesInWhileItStops(t *testing.T) {
	h := new(exercise.Hall)
	h.Start()
	first, _ := h.Enter()
	stop := watch(h.Stop())
	if late, ok := h.Enter(); ok {
		t.Error("a guest comes in while the hall is being stopped")
		defer late()
	}
	first()
	expect(t, "the last of those who may be there has left", stop, "gone")
}

func TestThereIsNoMoreTime(t *testing.T) {
	h := new(exercise.Hall)
	h.Start()
	h.Enter()
	d := h.Stop()
	stop := watch(d)
	d.Cancel()
	expect(t, "cancelled with a guest inside", stop, "still inside: 1")
}

func TestItCanBeStartedAgain(t *testing.T) {
	h := new(exercise.Hall)
	h.Start()
	first, _ := h.Enter()
	h.Stop()
	first()
	h.Start()
	leave, ok := h.Enter()
	if !ok {
		t.Fatal("the second evening is closed")
	}
	leave()
	second, ok := h.Enter()
	stop := watch(h.Stop())
	expect(t, "the second evening, with a guest", stop, "waits")
	second()
	expect(t, "the second evening, and empty", stop, "gone")
	if !ok {
		t.Error("a guest was turned away on the second evening")
	}
}
