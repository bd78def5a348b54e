package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/deferred"
)

// A desk is where Deferreds are put into lists, and fired by hand.
type desk struct{ env *program.Env }

func (d desk) say(format string, args ...any) { fmt.Fprintf(d.env.Stdout, format+"\n", args...) }

// onDesk makes a program of a lesson. It says which errors were left unhandled.
func onDesk(lesson func(desk)) func(context.Context, *program.Env, []string) error {
	return func(ctx context.Context, env *program.Env, args []string) error {
		if err := env.Flags("").Parse(args); err != nil {
			return err
		}
		d := desk{env}
		for _, err := range unhandled.During(func() { lesson(d) }) {
			d.say("reported: %v", err)
		}
		return ctx.Err()
	}
}

// listOf returns a list of poems that says what it fires with.
func (d desk) listOf(members poems, options ...deferred.ListOption) {
	deferred.List(members, options...).AddCallback(func(r results) (results, error) {
		d.say("  the list fires: %s", show(r))
		return r, nil
	})
}

// show writes results in brackets.
func show(all results) string {
	var texts []string
	for _, r := range all {
		if r.Err != nil {
			texts = append(texts, "error: "+r.Err.Error())
		} else {
			texts = append(texts, r.Value)
		}
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

var errNoInk = errors.New("no ink")

// list1 makes an empty list.
func list1(d desk) {
	d.listOf(poems{})
	d.say("the list is made")
}

// list2 makes a list of one.
func list2(d desk) {
	tide := deferred.New[string]()
	d.listOf(poems{tide})
	d.say("the list is made")
	tide.Callback("tide")
}

// list3 makes a list of two, which fire in order.
func list3(d desk) {
	tide, kettle := deferred.New[string](), deferred.New[string]()
	d.listOf(poems{tide, kettle})
	d.say("tide comes")
	tide.Callback("tide")
	d.say("kettle comes")
	kettle.Callback("kettle")
}

// list4 makes a list of two, which fire in reverse.
func list4(d desk) {
	tide, kettle := deferred.New[string](), deferred.New[string]()
	d.listOf(poems{tide, kettle})
	d.say("kettle comes")
	kettle.Callback("kettle")
	d.say("tide comes")
	tide.Callback("tide")
}

// list5 makes a list of two that consumes errors. The second fails.
func list5(d desk) {
	tide, kettle := deferred.New[string](), deferred.New[string]()
	d.listOf(poems{tide, kettle}, deferred.ConsumeErrors)
	tide.Callback("tide")
	kettle.Errback(errNoInk)
	d.say("kettle, after the list: %v", kettle)
}

// list6 makes a list of two. The second fails.
func list6(d desk) {
	tide, kettle := deferred.New[string](), deferred.New[string]()
	d.listOf(poems{tide, kettle})
	tide.Callback("tide")
	kettle.Errback(errNoInk)
	d.say("kettle, after the list: %v", kettle)
}

// list7 is list6, but kettle gets an errback when it is in the list already.
func list7(d desk) {
	tide, kettle := deferred.New[string](), deferred.New[string]()
	d.listOf(poems{tide, kettle})
	kettle.AddErrback(func(err error) (string, error) {
		d.say("  kettle's errback: %v", err)
		return "an apology", nil
	})
	tide.Callback("tide")
	kettle.Errback(errNoInk)
	d.say("kettle, after the list: %v", kettle)
}
