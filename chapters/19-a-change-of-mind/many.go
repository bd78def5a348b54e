package main

import "slowpoetry/code/deferred"

// poem returns a Deferred for a poem, which says when it is called off.
func (s script) poem(name string) *deferred.Deferred[string] {
	return deferred.NewWithCanceller(func(*deferred.Deferred[string]) { s.say("  %s is called off", name) })
}

func (s script) list() {
	s.say("A list of three, of which one is there:")
	tide, kettle, lamp := s.poem("tide"), s.poem("kettle"), s.poem("lamp")
	all := deferred.List([]*deferred.Deferred[string]{tide, kettle, lamp}, deferred.ConsumeErrors)
	all.AddCallback(func(results []deferred.Result[string]) ([]deferred.Result[string], error) {
		for _, r := range results {
			s.say("  the list's callback hears: %q, %v", r.Value, r.Err)
		}
		return results, nil
	})
	kettle.Callback("The Kettle")
	all.Cancel()

	s.say("All or nothing:")
	tide, lamp = s.poem("tide"), s.poem("lamp")
	both := deferred.Gather([]*deferred.Deferred[string]{tide, lamp}, deferred.ConsumeErrors)
	both.AddErrback(func(err error) ([]string, error) {
		s.say("  the list's errback hears: %v", err)
		return nil, nil
	})
	both.Cancel()
}

func (s script) coroutine() {
	s.say("A coroutine that gives up:")
	d := deferred.Inline(func(c *deferred.Coroutine) (string, error) {
		defer s.say("  the coroutine puts its pens away")
		poem, err := s.poem("tide").Await(c)
		if err != nil {
			s.say("  Await returns: %v", err)
			return "", err
		}
		return poem, nil
	})
	d.AddCallbacks(s.callback, s.errback)
	d.Cancel()

	s.say("One that awaits a list:")
	d = deferred.Inline(func(c *deferred.Coroutine) (string, error) {
		both := []*deferred.Deferred[string]{s.poem("tide"), s.poem("kettle")}
		results, err := deferred.List(both, deferred.ConsumeErrors).Await(c)
		s.say("  Await returns: %v, %v; error: %v", results[0].Err, results[1].Err, err)
		return "no poems today", nil
	})
	d.AddCallbacks(s.callback, s.errback)
	d.Cancel()
}
