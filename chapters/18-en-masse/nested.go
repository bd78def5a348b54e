package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

// nested puts two lists into a list, in three trials: of lists that fire when all is known, of lists that
// fire with the first error, and of lists that are cancelled.
func nested(d desk) {
	d.shelve("tide comes", deferred.ConsumeErrors)
	d.shelve("tide comes", deferred.ConsumeErrors, deferred.FireOnOneErrback)
	d.shelve("cancelled", deferred.ConsumeErrors)
}

// shelve makes a list of two lists, all with these options. One poem fails, one comes, and in the end the
// third comes or the outer list is cancelled.
func (d desk) shelve(end string, options ...deferred.ListOption) {
	d.say("%s:", describe(options))
	//listing:nested
	tide, kettle, flap := deferred.New[string](), deferred.New[string](), deferred.New[string]()
	top := deferred.List(poems{tide, kettle}, options...)
	bottom := deferred.List(poems{flap}, options...)
	shelves := deferred.List([]*deferred.Deferred[results]{top, bottom}, options...)
	//listing:end
	now := "kettle fails"
	shelves.AddBoth(func(all []deferred.Result[results], err error) ([]deferred.Result[results], error) {
		if err != nil {
			d.say("  %s: the outer list fires with an error: %v", now, err)
			return nil, nil
		}
		d.say("  %s: the outer list fires", now)
		for i, shelf := range all {
			d.say("    shelf %d: %s, %s", i, show(shelf.Value), orNone(shelf.Err))
		}
		return nil, nil
	})
	kettle.Errback(errNoInk)
	now = "flap comes"
	flap.Callback("flap")
	now = end
	if end == "cancelled" {
		shelves.Cancel()
	} else {
		tide.Callback("tide")
	}
}

func orNone(err error) string {
	if err == nil {
		return "no error"
	}
	return fmt.Sprintf("error %v", err)
}
