package sim

import "time"

// A segment travels through a pipe. Nothing in a pipe overtakes.
type segment struct {
	at    time.Duration // when it arrives
	kind  kind
	bytes int // of data
}

type kind uint8

const (
	data  kind = iota
	hello      // the connection stands
	end        // there will be no more data
	reset      // the connection is no more
)

// segments are a queue. The zero queue is empty.
type segments struct {
	list  []segment
	first int // of those that are still in it
}

// oldest returns the first in the queue, nil if it is empty. It is good until the next drop.
func (q *segments) oldest() *segment {
	if q.first == len(q.list) {
		return nil
	}
	return &q.list[q.first]
}

// newest returns the last in the queue, nil if it is empty. It is good until the next add.
func (q *segments) newest() *segment {
	if q.first == len(q.list) {
		return nil
	}
	return &q.list[len(q.list)-1]
}

func (q *segments) add(s segment) { q.list = append(q.list, s) }

// drop removes the oldest. The others move up when half of the list is of no use: not before, for
// there may be very many.
func (q *segments) drop() {
	q.first++
	if 2*q.first >= len(q.list) {
		q.list = append(q.list[:0], q.list[q.first:]...)
		q.first = 0
	}
}
