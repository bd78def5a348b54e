package deferred

import "slices"

//listing:queue

// push adds s to the chain.
func (d *Deferred[T]) push(s stage[T]) {
	if d.empty() {
		d.first = s
		return
	}
	if d.rest == nil {
		d.rest = new(queue[T])
	}
	d.rest.push(s)
}

// pop takes the stage whose turn it is off the chain; nil if there is none.
func (d *Deferred[T]) pop() stage[T] {
	if s := d.first; s != nil {
		d.first = nil
		return s
	}
	if d.rest != nil {
		return d.rest.pop()
	}
	return nil
}

// empty reports whether there is nothing left in the chain.
func (d *Deferred[T]) empty() bool {
	return d.first == nil && (d.rest == nil || len(d.rest.stages) == 0)
}

//listing:end

// A queue holds stages in their order.
type queue[T any] struct {
	stages []stage[T] // those before next have had their turn, and are nil
	next   int
	room   [3]stage[T] // for the first few
}

func (q *queue[T]) push(s stage[T]) {
	if q.stages == nil {
		q.stages = q.room[:0]
	}
	switch n := len(q.stages); {
	case n < cap(q.stages):
	case 2*q.next >= n: // the others slide down, so that a chain that never ends does not grow
		rest := copy(q.stages, q.stages[q.next:])
		clear(q.stages[rest:])
		q.stages, q.next = q.stages[:rest], 0
	default:
		q.stages = append(make([]stage[T], 0, 4*n), q.stages...) // by itself, append takes small steps
		clear(q.room[:])
	}
	q.stages = append(q.stages, s)
}

func (q *queue[T]) pop() stage[T] {
	if len(q.stages) == 0 {
		return nil
	}
	s := q.stages[q.next]
	q.stages[q.next] = nil
	q.next++
	if q.next == len(q.stages) {
		q.stages, q.next = q.room[:0], 0
	}
	return s
}

// pushFront puts s before all others in the chain.
func (d *Deferred[T]) pushFront(s stage[T]) {
	if second := d.first; second != nil {
		if d.rest == nil {
			d.rest = new(queue[T])
		}
		d.rest.stages = slices.Insert(d.rest.stages, d.rest.next, second)
	}
	d.first = s
}
