package exercise_test

import (
	"math/rand/v2"
	"testing"
	"time"

	exercise "slowpoetry/chapters/22-the-end/exercises/2-jitter"
	"slowpoetry/chapters/22-the-end/work"
)

func TestTheBoundsAreKept(t *testing.T) {
	for _, attempt := range []int{1, 2, 5, 8, 100} {
		most := work.Backoff(attempt)
		for number, want := range map[float64]time.Duration{0: most / 2, 0.5: most * 3 / 4} {
			if got := exercise.Backoff(attempt, func() float64 { return number }); got != want {
				t.Errorf("attempt %d, random number %v: %v, want %v", attempt, number, got, want)
			}
		}
	}
}

// A thousand jobs fail at the same moment. How many come back in the busiest hundredth of a second?
func TestTheyDoNotComeBackTogether(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)).Float64
	busy, most := map[time.Duration]int{}, 0
	for range 1000 {
		at := exercise.Backoff(6, random).Truncate(10 * time.Millisecond)
		busy[at]++
		most = max(most, busy[at])
	}
	if most > 30 {
		t.Errorf("after the sixth attempt, %d of 1000 jobs come back within 10 ms of each other; evenly spread over 1.6 s it would be about 6", most)
	}
}
