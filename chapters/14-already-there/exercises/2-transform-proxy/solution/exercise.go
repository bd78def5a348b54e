// Package exercise is about a proxy in front of a transform server.
package exercise

import (
	"slices"

	"slowpoetry/code/deferred"
)

// Transforms is a cache of poems that were transformed.
type Transforms struct {
	// Ask asks the transform server for a poem, in the transform of that name. The Deferred it
	// returns may have fired.
	Ask func(name, poem string) *deferred.Deferred[string]

	// Max is how many transformed poems are kept at most.
	Max int

	replies map[question]string
	used    []question // the keys of replies, the one used last at the end
	waiting map[question][]*deferred.Deferred[string]
}

// A question is what the server is asked. Two strings of it must not be glued together: the name "a"
// with the poem "b.c" is not the name "a.b" with the poem "c".
type question struct{ name, poem string }

// Transform returns a Deferred, of its own to each caller, for the poem as the transform of that
// name makes it.
//
// The server is asked once for the same name and the same poem, as long as they are in the cache, and
// however many want them at the same time. What fails is told to all who wait for it, and is not
// kept. When there is one more than Max, the one goes that was not wanted for the longest time.
func (t *Transforms) Transform(name, poem string) *deferred.Deferred[string] {
	q := question{name, poem}
	if reply, ok := t.replies[q]; ok {
		t.touch(q)
		return deferred.Succeed(reply)
	}
	d := deferred.New[string]()
	if t.waiting == nil {
		t.replies, t.waiting = map[question]string{}, map[question][]*deferred.Deferred[string]{}
	}
	t.waiting[q] = append(t.waiting[q], d) // first, since the reply may be there already
	if len(t.waiting[q]) == 1 {
		t.Ask(name, poem).AddBoth(func(reply string, err error) (string, error) {
			t.replied(q, reply, err)
			return "", nil
		})
	}
	return d
}

// replied fires the Deferreds of all who wait for q.
func (t *Transforms) replied(q question, reply string, err error) {
	if err == nil && t.Max > 0 {
		t.replies[q] = reply
		t.touch(q)
		if len(t.used) > t.Max {
			delete(t.replies, t.used[0])
			t.used = slices.Delete(t.used, 0, 1)
		}
	}
	waiting := t.waiting[q]
	delete(t.waiting, q)
	for _, d := range waiting {
		if err != nil {
			d.Errback(err)
		} else {
			d.Callback(reply)
		}
	}
}

// touch makes q the one used last.
func (t *Transforms) touch(q question) {
	if i := slices.Index(t.used, q); i >= 0 {
		t.used = slices.Delete(t.used, i, i+1)
	}
	t.used = append(t.used, q)
}
