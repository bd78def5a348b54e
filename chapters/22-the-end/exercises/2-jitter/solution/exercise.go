// Package exercise is about workers who fail together, and should not come back together.
package exercise

import (
	"time"

	"slowpoetry/chapters/22-the-end/work"
)

// Backoff returns how long a job rests after so many attempts: as long as work.Backoff says at most, half
// of that at least, and evenly spread between the two. The numbers of random are from 0 up to 1, which
// is not one of them.
func Backoff(attempt int, random func() float64) time.Duration {
	most := work.Backoff(attempt)
	return most/2 + time.Duration(random()*float64(most/2))
}
