package main

import (
	"reflect"
	"regexp"
	"runtime"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/deferred"
)

// A drawn Deferred is a Deferred that can be drawn: it keeps what happens in its chain, and the
// names of the functions that are added to it.
type drawn[T any] struct {
	*deferred.Deferred[T]
	stages []figure.Stage
	events []deferred.Event
}

// draw makes d one that can be drawn. It must have nothing in its chain that is to be in the
// picture.
func draw[T any](d *deferred.Deferred[T]) *drawn[T] {
	w := &drawn[T]{Deferred: d}
	d.Trace("", func(e deferred.Event) { w.events = append(w.events, brief(e)) })
	return w
}

// AddCallback adds f to the chain and to the picture, as do the methods that follow.
func (w *drawn[T]) AddCallback(f func(T) (T, error)) {
	w.stages = append(w.stages, figure.Stage{Callback: nameOf(f)})
	w.Deferred.AddCallback(f)
}

func (w *drawn[T]) AddErrback(g func(error) (T, error)) {
	w.stages = append(w.stages, figure.Stage{Errback: nameOf(g)})
	w.Deferred.AddErrback(g)
}

func (w *drawn[T]) AddCallbacks(f func(T) (T, error), g func(error) (T, error)) {
	w.stages = append(w.stages, figure.Stage{Callback: nameOf(f), Errback: nameOf(g)})
	w.Deferred.AddCallbacks(f, g)
}

func (w *drawn[T]) AddBoth(h func(T, error) (T, error)) {
	w.stages = append(w.stages, figure.Stage{Both: nameOf(h)})
	w.Deferred.AddBoth(h)
}

// chain returns the picture.
func (w *drawn[T]) chain() figure.Chain { return figure.Chain{Stages: w.stages, Events: w.events} }

// nameOf returns the name of a function or method, as the compiler knows it.
func nameOf(f any) string {
	full := runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() // "main.(*poem).came-fm"
	return lastName.FindStringSubmatch(full)[1]
}

var lastName = regexp.MustCompile(`([^.]+?)(?:-fm)?$`)
