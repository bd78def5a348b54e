// Package sketch draws the chains of Deferreds that are at work in a program: a Deferred whose
// functions are added by way of a [Deferred] of this package keeps their names, and what happens to
// it.
//
//	d := sketch.Of(getPoetry(address), nil)
//	d.AddCallback(drawl)
//	d.AddErrback(apologise)
//	...
//	d.Chain().Text(os.Stdout)
//
// The one rule: what stands in a box is what the compiler calls the function, and the line goes where
// the result went.
package sketch

import (
	"reflect"
	"regexp"
	"runtime"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/deferred"
)

// A Deferred is a Deferred that can be drawn.
type Deferred[T any] struct {
	*deferred.Deferred[T]
	*picture
	stages *[]figure.Stage // its own
}

// A picture is what an outer Deferred and those within it have in common.
type picture struct {
	brief  func(deferred.Event) deferred.Event
	outer  []figure.Stage
	events []deferred.Event
	within map[string]*[]figure.Stage // by name
}

// Of makes d one that can be drawn. What is in its chain already will not be in the picture. What
// happens is kept as brief returns it, or as it is if brief is nil.
func Of[T any](d *deferred.Deferred[T], brief func(deferred.Event) deferred.Event) *Deferred[T] {
	p := &picture{brief: brief, within: map[string]*[]figure.Stage{}}
	w := &Deferred[T]{Deferred: d, picture: p, stages: &p.outer}
	d.Trace("", p.note)
	return w
}

// note keeps an event.
func (p *picture) note(e deferred.Event) {
	if p.brief != nil {
		e = p.brief(e)
	}
	p.events = append(p.events, e)
}

// Within makes d one that is drawn in the frame name below the stage that is being called. It is for
// a function in the chain of w that is going to return d's Later.
func (w *Deferred[T]) Within(name string, d *deferred.Deferred[T]) *Deferred[T] {
	w.within[name] = new([]figure.Stage)
	for i := len(w.events) - 1; i >= 0; i-- {
		if e := w.events[i]; e.Kind == deferred.Called {
			(*w.stages)[e.Stage].Inner = append((*w.stages)[e.Stage].Inner, figure.Inner{Name: name})
			break
		}
	}
	d.Trace(name, w.note)
	return &Deferred[T]{Deferred: d, picture: w.picture, stages: w.within[name]}
}

// AddCallback adds f to the chain and to the picture, as do the methods that follow.
func (w *Deferred[T]) AddCallback(f func(T) (T, error)) {
	w.add(figure.Stage{Callback: Name(f)})
	w.Deferred.AddCallback(f)
}

func (w *Deferred[T]) AddErrback(g func(error) (T, error)) {
	w.add(figure.Stage{Errback: Name(g)})
	w.Deferred.AddErrback(g)
}

func (w *Deferred[T]) AddCallbacks(f func(T) (T, error), g func(error) (T, error)) {
	w.add(figure.Stage{Callback: Name(f), Errback: Name(g)})
	w.Deferred.AddCallbacks(f, g)
}

func (w *Deferred[T]) AddBoth(h func(T, error) (T, error)) {
	w.add(figure.Stage{Both: Name(h)})
	w.Deferred.AddBoth(h)
}

func (w *Deferred[T]) add(s figure.Stage) { *w.stages = append(*w.stages, s) }

// Chain returns the picture of the outer Deferred, with those within it.
func (w *Deferred[T]) Chain() figure.Chain {
	return figure.Chain{Stages: w.complete(w.outer), Events: w.events}
}

// complete returns stages with the stages of the chains within them.
func (p *picture) complete(stages []figure.Stage) []figure.Stage {
	var list []figure.Stage
	for _, s := range stages {
		var inner []figure.Inner
		for _, i := range s.Inner {
			inner = append(inner, figure.Inner{Name: i.Name, Stages: p.complete(*p.within[i.Name])})
		}
		s.Inner = inner
		list = append(list, s)
	}
	return list
}

// Name returns the name of a function or method, as the compiler knows it.
func Name(f any) string {
	full := runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() // "main.(*poem).came-fm"
	return lastName.FindStringSubmatch(full)[1]
}

var lastName = regexp.MustCompile(`([^.]+?)(?:-fm)?$`)
