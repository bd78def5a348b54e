package figure

import (
	"fmt"
	"strings"

	"slowpoetry/code/deferred"
)

// Steps tells the events in words, a sentence for each.
func (c Chain) Steps() []string {
	var steps []string
	inner := map[string][]Stage{}
	c.eachInner(c.Stages, 1, func(i Inner, _ int) { inner[i.Name] = i.Stages })
	awaited := map[string]string{} // by what each waits for
	for _, e := range c.Events {
		if e.Kind == deferred.Waiting {
			awaited[e.Name] = e.For
		}
		stages, ok := inner[e.Name]
		if !ok {
			steps = append(steps, step(c.Stages, e, awaited[e.Name]))
			continue
		}
		text := step(stages, e, awaited[e.Name])
		steps = append(steps, e.Name+": "+strings.ToLower(text[:1])+text[1:])
	}
	return steps
}

// step tells one event of a chain, which waits for the Deferred of this name, if it waits.
func step(stages []Stage, e deferred.Event, awaited string) string {
	_, text := resultOf(e)
	result := "the value " + text
	if e.Err != nil {
		result = "the error " + text
	}
	switch e.Kind {
	case deferred.Fired:
		return "Fired with " + result + "."
	case deferred.Called:
		return fmt.Sprintf("Stage %d: %s is called with %s.", e.Stage+1, function(stages, e), result)
	case deferred.Returned:
		return fmt.Sprintf("Stage %d leaves %s.", e.Stage+1, result)
	case deferred.Passed:
		return fmt.Sprintf("Stage %d is not for it: %s passes.", e.Stage+1, result)
	case deferred.Waiting:
		if awaited != "" {
			return fmt.Sprintf("Stage %d has returned the Deferred %s, which has no result yet: the chain waits.", e.Stage+1, awaited)
		}
		return fmt.Sprintf("Stage %d has returned a Deferred that has no result yet: the chain waits.", e.Stage+1)
	case deferred.Resumed:
		if awaited != "" {
			return fmt.Sprintf("The Deferred %s is done, and the chain goes on with %s.", awaited, result)
		}
		return "That Deferred has fired, and the chain goes on with " + result + "."
	case deferred.Gave:
		return "The result is given to another Deferred."
	}
	return "Cancelled."
}

// function returns which function of its stage e is about.
func function(stages []Stage, e deferred.Event) string {
	s := Stage{}
	if e.Stage < len(stages) {
		s = stages[e.Stage]
	}
	name, kind := s.Callback, "the callback"
	switch {
	case s.Both != "":
		name, kind = s.Both, "the function for both"
	case e.Err != nil:
		name, kind = s.Errback, "the errback"
	}
	return strings.TrimSpace(kind + " " + oneLine(name))
}
