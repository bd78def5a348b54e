package main

import (
	"slowpoetry/code/book/sketch"
	"slowpoetry/code/deferred"
)

// A drawn Deferred is a Deferred that can be drawn: it keeps what happens in its chain, and the
// names of the functions that are added to it.
type drawn[T any] = sketch.Deferred[T]

// draw makes d one that can be drawn. It must have nothing in its chain that is to be in the
// picture.
func draw[T any](d *deferred.Deferred[T]) *drawn[T] { return sketch.Of(d, brief) }
