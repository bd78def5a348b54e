// Package exercise is about a poem that many read, and that is fetched once.
package exercise

import "iter"

// Share returns a poem that any number of goroutines may range over, each of which gets all of it. A line
// of p is read once: when the first of them needs it. The others get what was read; one that needs a line
// that is just being read waits for it, and holds up none that needs an older one. What ends p is the end
// for all, the error included.
//
// This one is the chapter's list, which was made for one goroutine.
func Share(p iter.Seq2[string, error]) iter.Seq2[string, error] {
	type line struct {
		text string
		err  error
	}
	var have []line
	next, _ := iter.Pull2(p)
	return func(yield func(string, error) bool) {
		for i := 0; ; i++ {
			if i == len(have) {
				text, err, more := next()
				if !more {
					return
				}
				have = append(have, line{text, err})
			}
			if !yield(have[i].text, have[i].err) {
				return
			}
		}
	}
}
