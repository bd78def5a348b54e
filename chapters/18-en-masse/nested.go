package main

import (
	"fmt"

	"slowpoetry/code/deferred"
)

// nested puts two lists into a list, twice: with inner lists that take errors as they come, and with
// ones that fire with the first.
func nested(d desk) {
	for _, options := range [][]deferred.ListOption{
		{deferred.ConsumeErrors},
		{deferred.ConsumeErrors, deferred.FireOnOneErrback},
	} {
		d.say("%s", describe(options))
		//listing:nested
		tide, kettle, flap := deferred.New[string](), deferred.New[string](), deferred.New[string]()
		top := deferred.List(poems{tide, kettle}, options...)
		bottom := deferred.List(poems{flap}, options...)
		shelves := deferred.List([]*deferred.Deferred[results]{top, bottom}, options...)
		//listing:end
		shelves.AddBoth(func(all []deferred.Result[results], err error) ([]deferred.Result[results], error) {
			if err != nil {
				d.say("  all shelves, an error: %v", err)
			}
			for i, shelf := range all {
				d.say("  shelf %d: %s, %s", i, show(shelf.Value), orNone(shelf.Err))
			}
			return nil, nil
		})
		flap.Callback("splitflap")
		kettle.Errback(errNoInk)
		d.say("  kettle has failed")
		tide.Callback("tide")
	}
}

// describe names options.
func describe(options []deferred.ListOption) string {
	text := ""
	for _, o := range options {
		if text != "" {
			text += ", "
		}
		text += optionNames[o]
	}
	if text == "" {
		return "no options"
	}
	return text
}

var optionNames = map[deferred.ListOption]string{
	deferred.FireOnOneCallback: "FireOnOneCallback",
	deferred.FireOnOneErrback:  "FireOnOneErrback",
	deferred.ConsumeErrors:     "ConsumeErrors",
}

func orNone(err error) string {
	if err == nil {
		return "no error"
	}
	return fmt.Sprintf("error %v", err)
}
