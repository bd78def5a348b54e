package deferred

import (
	"errors"
	"slices"
)

// ErrCancelled is the error of a Deferred that was cancelled, unless its canceller had another idea.
var ErrCancelled = errors.New("cancelled")

// Cancel says that nobody needs the result of d any more.
//
// If d has not fired, its canceller is called, which may call off whatever is under way, and may fire
// d, with an error or with what it has. If it does not fire d, or there is no canceller, d
// fires with ErrCancelled. Without a canceller the result may come yet: the first Callback or
// Errback after Cancel is for nothing, and returns no error.
//
// If d waits for another Deferred that a callback returned, that one is cancelled. If d
// has fired and does not wait, there is nothing to cancel, and nothing happens.
//
// A panic of the canceller goes through Cancel to its caller. If the canceller cancels d again,
// that has no effect; this is the one difference from Twisted, which would call it again.
func (d *Deferred[T]) Cancel() { cancel(d, nil) }

// cancel cancels the one that a line of waiting Deferreds comes down to, on behalf of these lists,
// each of which has the next as a member.
func cancel(outer link, lists []link) {
	last, slow := outer, outer
	for even := false; ; even = !even {
		next := last.waitsFor()
		if next == nil {
			last.cancelThis(lists)
			return
		}
		if next == slow {
			return // they wait for each other, and always will
		}
		last = next
		if even {
			slow = slow.waitsFor()
		}
	}
}

// waitsFor returns the Deferred that has to be cancelled for d to be.
func (d *Deferred[T]) waitsFor() link {
	if d.state&delegating != 0 {
		return nil
	}
	return d.awaits()
}

// awaits returns the Deferred that d waits for, or nil.
func (d *Deferred[T]) awaits() link {
	if d.state&waiting == 0 {
		return nil
	}
	return d.err.(interface{ awaited() link }).awaited()
}

// cancelThis cancels d itself, if it has not fired.
func (d *Deferred[T]) cancelThis(lists []link) {
	if d.state&(fired|cancelling) != 0 {
		return
	}
	d.tell(Cancelled)
	switch {
	case d.state&delegating != 0:
		if !slices.Contains(lists, link(d)) { // it is not a member of itself
			d.more.notes.members.cancelAll(append(lists, d))
		}
		return
	case d.more != nil && d.more.canceller != nil:
		d.callCanceller()
	default:
		d.state |= ignoreNext
	}
	if d.state&fired == 0 {
		var none T
		d.fire(none, ErrCancelled, byCancel)
	}
	d.by = byCancel
}

// callCanceller does that, once at a time: a canceller that cancels d again has no effect.
func (d *Deferred[T]) callCanceller() {
	d.state |= cancelling
	defer func() { d.state &^= cancelling }()
	if c := leave(); c != nil {
		defer current.Store(c)
	}
	d.more.canceller(d)
}
