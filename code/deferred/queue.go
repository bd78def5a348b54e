package deferred

import "slices"

// push adds s to the end of d's chain.
func (d *Deferred[T]) push(s stage[T]) {
	if d.empty() {
		d.first = s
		return
	}
	d.needMore().queue.push(s)
}

// pop takes the first stage off d's chain. It returns nil if the chain is empty.
func (d *Deferred[T]) pop() stage[T] {
	if s := d.first; s != nil {
		d.first = nil
		return s
	}
	if d.more != nil {
		return d.more.queue.pop()
	}
	return nil
}

// empty reports whether d's chain is empty.
func (d *Deferred[T]) empty() bool {
	return d.first == nil && (d.more == nil || len(d.more.queue.stages) == 0)
}

// A queue holds stages in order.
type queue[T any] struct {
	stages []stage[T] // those before next have run, and are nil
	next   int
	room   [2]stage[T] // for the first two
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
		q.stages = append(make([]stage[T], 0, max(12, 4*n)), q.stages...) // by itself, append takes small steps
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

// pushFront adds s to the front of d's chain.
func (d *Deferred[T]) pushFront(s stage[T]) {
	if second := d.first; second != nil {
		q := &d.needMore().queue
		q.stages = slices.Insert(q.stages, q.next, second)
	}
	d.first = s
}
