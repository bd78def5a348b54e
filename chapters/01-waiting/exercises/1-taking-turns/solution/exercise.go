// Package exercise is about taking turns.
package exercise

// A Job does one piece of its work each time it is called, and reports whether there is more.
type Job func() (more bool)

// Interleave gives the jobs their turns, in order, one piece each, round after round, and returns
// when none has more to do. A job that has no more to do is not called again.
func Interleave(jobs ...Job) {
	for len(jobs) > 0 {
		var unfinished []Job
		for _, job := range jobs {
			if job() {
				unfinished = append(unfinished, job)
			}
		}
		jobs = unfinished
	}
}
