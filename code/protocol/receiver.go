package protocol

import (
	"errors"
	"io"
	"net"
	"slices"

	"slowpoetry/code/panics"
)

// A receiver is what the receivers of messages have in common. It keeps bytes until there is a message
// in them, and stands between the transport and a handler that may pause it, or close the connection,
// in the middle of what has come.
type receiver struct {
	Transport // from ConnectionMade on
	cutter    cutter
	rest      []byte   // what came and was not dealt with yet
	borrowed  bool     // rest is not ours, and gone when the loop has control again
	size      int      // of the memory that rest lies in, if that is ours
	producer  Producer // of what is written, if there is one
	paused    bool
	mute      bool // a producer comes too late, the transport stops it at once
	closing   bool
	busy      bool  // deliver is at work, here or further down the stack
	reason    error // why we close the connection; nil if it is not we who do
}

// A cutter is a receiver of messages of one kind.
type cutter interface {
	// cut takes a message off rest, passes it on, and reports whether there may be another.
	cut() bool
}

// A loser is a handler as far as the end of the connection goes.
type loser interface{ ConnectionLost(reason error) }

func (r *receiver) DataReceived(data []byte) {
	if r.closing {
		return
	}
	if len(r.rest) > 0 {
		r.rest = append(r.rest, data...)
		r.size = max(r.size, cap(r.rest))
	} else {
		r.rest, r.borrowed = data, true
	}
	r.deliver()
}

// readConnectionLost tells h that no more will come, or hangs up if it does not want to know, or if
// the reason is that a message broke off.
func (r *receiver) readConnectionLost(h loser, reason error) {
	if h, ok := h.(HalfCloser); ok && reason == io.EOF {
		h.ReadConnectionLost()
		return
	}
	r.hangUp(reason) // as the transport would, were we no HalfCloser either
	if p := r.producer; p != nil {
		r.UnregisterProducer()
		p.StopProducing()
	}
}

// connectionLost tells h why there is no connection anymore.
func (r *receiver) connectionLost(h loser, reason error) {
	if r.reason != nil && errors.Is(reason, net.ErrClosed) { // otherwise something broke it first
		reason = r.reason
	}
	r.close()
	h.ConnectionLost(reason)
}

// deliver passes on what can be passed on.
func (r *receiver) deliver() {
	if r.busy {
		return // the handler called us; the loop further down the stack goes on when it returns
	}
	r.busy = true
	defer r.keep() // even if the handler panics
	for len(r.rest) > 0 && !r.paused && !r.closing && r.cutter.cut() {
	}
}

// keep ends deliver, and makes what is left ours, for the loop wants its buffer back.
func (r *receiver) keep() {
	switch {
	case len(r.rest) == 0:
		r.rest, r.size = nil, 0 // an idle connection takes up no more memory than it must
	case r.borrowed || len(r.rest) < r.size/2: // a tail would hold all that it is the tail of
		r.rest = slices.Clone(r.rest)
		r.size = cap(r.rest)
	}
	r.borrowed, r.busy = false, false
}

// RegisterProducer is for the handler, see [Transport], and so are the exported methods that follow.
func (r *receiver) RegisterProducer(p Producer, streaming bool) {
	if !r.mute && r.producer == nil {
		r.producer = p // otherwise it is stopped already when the transport returns, or that panics
	}
	r.Transport.RegisterProducer(p, streaming)
}

func (r *receiver) UnregisterProducer() {
	r.producer = nil
	r.Transport.UnregisterProducer()
}

func (r *receiver) PauseProducing() {
	r.paused = true
	r.Transport.PauseProducing()
}

// ResumeProducing delivers what is there. It may be a timer that called us; if the handler panics, it
// is still this connection that has to end.
func (r *receiver) ResumeProducing() {
	defer func() {
		if value := recover(); value != nil {
			r.reason = panics.New(value, "protocol.receiver.ResumeProducing")
			r.Abort()
			panic(r.reason)
		}
	}()
	r.paused = false
	r.deliver()
	if !r.paused {
		r.Transport.ResumeProducing()
	}
}

func (r *receiver) CloseWrite() {
	r.mute = true
	r.Transport.CloseWrite()
}

func (r *receiver) StopProducing() { r.LoseConnection() }

func (r *receiver) LoseConnection() {
	r.close()
	r.Transport.LoseConnection()
}

func (r *receiver) Abort() {
	r.close()
	r.Transport.Abort()
}

// hangUp is LoseConnection with a reason of our own.
func (r *receiver) hangUp(reason error) {
	if !r.closing {
		r.reason = reason
		r.LoseConnection()
	}
}

func (r *receiver) close() {
	r.closing, r.mute = true, true
	r.rest = nil
}
