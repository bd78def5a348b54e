package exercise

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// A clockwork is a loop under observation, in simulated time.
type clockwork struct {
	*Loop
	rung []string
}

// wind runs a loop for a minute, and returns the words that were noted meanwhile, and the turns it
// took. Prepare says what is to happen.
func wind(t *testing.T, prepare func(c *clockwork)) (rung string, turns int) {
	t.Helper()
	c := new(clockwork)
	synctest.Test(t, func(t *testing.T) {
		l, err := New(socket.Portable(new(sim.Network)))
		if err != nil {
			t.Fatal(err)
		}
		c.Loop = l
		prepare(c)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := l.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	return strings.Join(c.rung, " "), c.Turns
}

// after has a word noted so many seconds from now.
func (c *clockwork) after(seconds int, word string) (cancel func() bool) {
	return c.Later(time.Duration(seconds)*time.Second, func() { c.rung = append(c.rung, word) })
}

func TestWhatIsTakenBackDoesNotRing(t *testing.T) {
	for _, gone := range []string{"a", "b", "c", "d"} {
		rung, _ := wind(t, func(c *clockwork) {
			for i, word := range []string{"a", "b", "c", "d"} {
				cancel := c.after(1+i/2, word) // a and b together, then c and d
				if word == gone {
					c.Later(0, func() { cancel() })
				}
			}
		})
		want := strings.Join(strings.Fields(strings.Replace("a b c d", gone, "", 1)), " ")
		if rung != want {
			t.Errorf("%s was taken back: %q rang, want %q", gone, rung, want)
		}
	}
}

func TestWhatIsDueInTheSameTurnCanBeTakenBack(t *testing.T) {
	rung, _ := wind(t, func(c *clockwork) {
		var cancel func() bool
		c.Later(time.Second, func() {
			if !cancel() {
				t.Error("cancel returns false for an alarm that has not rung yet")
			}
		})
		cancel = c.after(1, "a")
		c.after(1, "b")
	})
	if rung != "b" {
		t.Errorf("a was taken back by the alarm in front of it: %q rang, want %q", rung, "b")
	}
}

func TestCancelReportsWhetherThereWasSomethingToTakeBack(t *testing.T) {
	wind(t, func(c *clockwork) {
		cancel := c.after(1, "a")
		if first, second := cancel(), cancel(); !first || second {
			t.Errorf("cancel returns %v, and the second time %v, want true and false", first, second)
		}
		var itself func() bool
		itself = c.Later(time.Second, func() {
			if itself() {
				t.Error("an alarm can take itself back while it rings")
			}
		})
		c.Later(2*time.Second, func() {
			if itself() {
				t.Error("an alarm can be taken back after it has rung")
			}
		})
	})
}

func TestWhoseAlarmHasRungTakesNobodyElsesBack(t *testing.T) {
	rung, _ := wind(t, func(c *clockwork) {
		cancel := c.after(1, "a")
		c.after(3, "b")
		c.Later(2*time.Second, func() { cancel() })
	})
	if rung != "a b" {
		t.Errorf("a was taken back after it had rung: %q rang, want %q", rung, "a b")
	}
}

func TestWhatIsTakenBackDoesNotWakeTheLoop(t *testing.T) {
	none, without := wind(t, func(c *clockwork) { c.Later(0, func() {}) })
	rung, turns := wind(t, func(c *clockwork) {
		cancel := c.after(1, "a")
		c.Later(0, func() { cancel() })
	})
	if rung != none || turns != without {
		t.Errorf("with an alarm that was taken back: %q rang, in %d turns, want %q in %d", rung, turns, none, without)
	}
}

func TestAlarmsThatStayComeInOrder(t *testing.T) {
	rung, _ := wind(t, func(c *clockwork) {
		c.after(2, "c")
		c.after(1, "a")
		c.after(3, "d")
		c.after(1, "b")
		c.Later(2*time.Second, func() { c.after(0, "later") })
	})
	if want := "a b c later d"; rung != want {
		t.Errorf("%q rang, want %q", rung, want)
	}
}
