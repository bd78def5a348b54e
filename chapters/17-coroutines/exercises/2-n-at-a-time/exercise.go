// Package exercise is about many jobs and few hands.
package exercise

import "slowpoetry/code/deferred"

// AtATime does jobs 0 to jobs-1, of which at most n are under way at any time; n is 1 at least. It
// begins them in order, each as soon as it may. The Deferred fires when nothing is under way any more:
// with the number of jobs that were done or, if some have failed, with the error that came first. After
// an error no other job begins.
func AtATime(n, jobs int, do func(job int) *deferred.Deferred[string]) *deferred.Deferred[int] {
	return deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		done := 0
		for job := range jobs {
			if _, err := do(job).Await(c); err != nil {
				return 0, err
			}
			done++
		}
		return done, nil
	})
}
