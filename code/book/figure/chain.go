package figure

import (
	"fmt"
	"strings"

	"slowpoetry/code/deferred"
)

// A Chain shows what became of a result in the chain of a Deferred: as a drawing for the page, or
// in plain characters for the terminal. Values travel the left lane and errors the right one.
//
//	d := deferred.New[string]()
//	d.Trace("poem", func(e deferred.Event) { events = append(events, e) })
//	d.AddCallback(translate).AddErrback(sorry)
//	...
//	figure.Chain{
//		Stages: []figure.Stage{{Callback: "translate"}, {Errback: "sorry"}},
//		Events: events,
//	}.Text(os.Stdout)
type Chain struct {
	ID    string // unique on the page: chapter and name, as in "10-known"
	Title string // what it is, for those who cannot see it
	Desc  string // what it shows, for them; if empty, what Steps returns

	// Stages is what was added to the chain, in that order.
	Stages []Stage

	// Events is what happened, or the beginning of that: the size of the picture does not
	// depend on it.
	Events []deferred.Event
}

// A Stage is a step of a [Chain]: what the functions are called that were added to it. An empty
// name is that there is none, and what is not for it passes.
type Stage struct {
	Callback, Errback string
	Both              string // instead of the two, one function for values and errors

	// Inner is the chains of the Deferreds that these functions may return, to be drawn whole
	// where they are waited for. What happens in them is among the events of the outer [Chain].
	Inner []Inner
}

// A track is one of the two lanes of a chain.
type track int

const (
	valueTrack track = iota // values
	errorTrack              // errors
)

// A leg is the part of a result's way that leads through a stage.
type leg struct {
	entered, called, done bool
	waiting, waited       bool
	awaits                string // the name of what it waits for, or waited
	in, out               track
	result                string // with which it leaves; "" if it is the one with which it came
}

// A journey is the way of a result, as far as it has come.
type journey struct {
	fired  bool
	start  track
	with   string // what it was fired with
	legs   []leg
	over   bool // it has passed all stages
	gave   bool // and was then given to another Deferred
	end    track
	result string
}

// follow follows the events of one chain.
func follow(stages []Stage, events []deferred.Event) journey {
	j := journey{legs: make([]leg, len(stages))}
	at := -1 // the stage it is in
	for _, e := range events {
		if e.Stage >= len(j.legs) {
			continue
		}
		if e.Stage >= 0 {
			if at < 0 { // stages without a name may have changed what it was fired with
				j.begin(e)
			}
			at = e.Stage
		}
		if e.Kind == deferred.Gave {
			j.gave = true
			continue
		}
		if at < 0 {
			if e.Kind == deferred.Fired {
				j.begin(e)
			}
			continue
		}
		j.legs[at].follow(e, j.end)
		if e.Kind != deferred.Waiting && e.Kind != deferred.Cancelled {
			j.end, j.result = resultOf(e)
		}
	}
	last := len(j.legs) - 1
	j.over = j.fired && (last < 0 || j.legs[last].done)
	return j
}

// begin notes the event with which the way begins.
func (j *journey) begin(e deferred.Event) {
	j.fired = true
	j.start, j.with = resultOf(e)
	j.end, j.result = j.start, j.with
}

// follow notes an event of the stage, which the result enters on track in.
func (l *leg) follow(e deferred.Event, in track) {
	if !l.entered {
		l.entered, l.in = true, in
	}
	switch e.Kind {
	case deferred.Called:
		l.called = true
	case deferred.Waiting:
		l.waiting, l.waited, l.awaits = true, true, e.For
	case deferred.Passed:
		l.done, l.out = true, in
	case deferred.Returned, deferred.Resumed:
		l.done, l.waiting = true, false
		l.out, l.result = resultOf(e)
	}
}

// resultOf returns where the result of e travels, and the result as a text.
func resultOf(e deferred.Event) (track, string) {
	if e.Err != nil {
		return errorTrack, oneLine(e.Err.Error())
	}
	if text := oneLine(fmt.Sprint(e.Value)); text != "" {
		return valueTrack, text
	}
	return valueTrack, `""`
}

// ending returns what there is to say at the end of the way, and whether it is a complaint.
func (j journey) ending() (text string, complaint bool) {
	switch {
	case !j.over:
		return "", false
	case j.gave:
		return "given to another Deferred", false
	case j.end == errorTrack:
		return "unhandled error: " + j.result, true
	default:
		return "the result: " + j.result, false
	}
}

// desc returns the description for those who cannot see the picture.
func (c Chain) desc() string {
	if c.Desc != "" {
		return c.Desc
	}
	text := strings.Join(c.Steps(), " ")
	if end, _ := c.journey().ending(); end != "" {
		text += " At the end: " + end + "."
	}
	if waits := c.Waits(); waits != "" {
		text += " At this moment the chain " + waits + "."
	}
	if text == "" {
		return "It has not fired."
	}
	return text
}
