package reactor

import "time"

// An agenda has what CallLater was asked for, as a heap: the earliest call is in the first slot, and
// adding or removing one looks at few slots. Each has four children, not two: the heap is half as
// deep, and the four lie side by side in memory. (D. B. Johnson, "Priority queues with update and
// finding minimum spanning trees", Information Processing Letters 4, 1975.)
type agenda struct {
	slots []slot
	count uint32 // calls so far
}

// A slot has the time beside the call, so that comparing seldom looks at the call itself.
type slot struct {
	due  time.Duration
	call *Call
}

const children = 4

// before reports whether a comes before b.
func (a slot) before(b slot) bool {
	if a.due != b.due {
		return a.due < b.due
	}
	return int32(a.call.order-b.call.order) < 0 // the count may wrap around
}

// add puts a call on the agenda.
func (a *agenda) add(due time.Duration, c *Call) {
	c.order = a.count
	a.count++
	a.slots = append(a.slots, slot{})
	a.up(len(a.slots)-1, slot{due, c})
}

// remove takes the call in slot i off the agenda.
func (a *agenda) remove(i int) *Call {
	removed := a.slots[i].call
	removed.place = -1
	last := len(a.slots) - 1
	moved := a.slots[last]
	a.slots[last] = slot{}
	a.slots = a.slots[:last]
	if i < last {
		a.up(i, moved)
		a.down(int(moved.call.place), moved)
	}
	if len(a.slots) < cap(a.slots)/8 && cap(a.slots) > 1024 {
		a.slots = append(make([]slot, 0, cap(a.slots)/4), a.slots...) // a rush is over
	}
	return removed
}

// up puts s into slot i, or nearer to the first as long as it comes before the parent there.
func (a *agenda) up(i int, s slot) {
	for i > 0 {
		parent := (i - 1) / children
		if !s.before(a.slots[parent]) {
			break
		}
		a.put(i, a.slots[parent])
		i = parent
	}
	a.put(i, s)
}

// down puts s into slot i, or farther from the first as long as a child there comes before it.
func (a *agenda) down(i int, s slot) {
	for {
		first := i*children + 1
		if first >= len(a.slots) {
			break
		}
		least := first
		for child := first + 1; child < min(first+children, len(a.slots)); child++ {
			if a.slots[child].before(a.slots[least]) {
				least = child
			}
		}
		if !a.slots[least].before(s) {
			break
		}
		a.put(i, a.slots[least])
		i = least
	}
	a.put(i, s)
}

func (a *agenda) put(i int, s slot) {
	a.slots[i] = s
	s.call.place = int32(i)
}
