package deferred

import (
	"errors"
	"slices"
)

// ErrCancelled is the error of a Deferred that was cancelled, unless its canceller fired it with
// something else.
var ErrCancelled = errors.New("cancelled")

// Cancel says that d's result is not needed any more.
//
// If d has not fired, Cancel calls its canceller, which may stop what is under way, and may fire d
// with an error or a value. If it does not fire d, or there is none, d fires with ErrCancelled.
// Without a canceller the result may still come: the first Callback or Errback after Cancel changes
// nothing and returns nil.
//
// If d waits for another Deferred that one of its functions returned, Cancel cancels that one. If d
// has fired and does not wait, Cancel has no effect.
//
// A panic of the canceller passes through Cancel to its caller. If a canceller cancels d again,
// that has no effect; Twisted would call it again, which is the one difference.
func (d *Deferred[T]) Cancel() { cancel(d, nil) }

// cancel follows outer to the Deferred that it waits for, and so on, and cancels the last of them.
// It acts on behalf of lists, each of which has the next as a member.
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

// waitsFor returns the Deferred that must be cancelled in d's place, or nil.
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

// cancelThis cancels d itself, unless it has fired.
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

// callCanceller calls d's canceller. While that runs, cancelling d again has no effect.
func (d *Deferred[T]) callCanceller() {
	d.state |= cancelling
	defer func() { d.state &^= cancelling }()
	if c := leave(); c != nil {
		defer current.Store(c)
	}
	d.more.canceller(d)
}
