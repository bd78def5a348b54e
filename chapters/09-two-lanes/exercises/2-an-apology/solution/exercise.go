// Package exercise is about which function stands beside which.
package exercise

import "slowpoetry/code/deferred"

// A Gallery hangs up poems.
type Gallery struct {
	Translate func(poem string) (string, error) // before it is hung
	Apologise func(err error) (string, error)   // returns what is hung when no poem has come
	Hang      func(text string) (string, error)
	Note      func(err error) // writes an error into the book
	Close     func()          // puts the ladder away
}

// Expect says what is to be done when the poem is here that d stands for, or when it will not come.
//
// A poem is translated, and then hung. If none has come an apology is hung, which is not
// translated. Whatever goes wrong beyond that, in translating, apologising or hanging, is noted,
// once, and has then been handled; nobody apologises for it. In the end, whatever has happened, and
// even if Note should panic, the gallery is closed, once. That handles nothing.
func (g Gallery) Expect(d *deferred.Deferred[string]) {
	d.AddCallbacks(g.Translate, g.Apologise)
	d.AddCallback(g.Hang)
	d.AddErrback(func(err error) (string, error) {
		g.Note(err)
		return "", nil
	})
	d.AddBoth(func(text string, err error) (string, error) {
		g.Close()
		return text, err
	})
}
