package exercise

import (
	"errors"
	"io"
	"net"
	"runtime"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
)

var errService = errors.New("out of oil")

// A stage is a connection with a Later on it, and the service behind that.
type stage struct {
	t         *testing.T
	receiver  *protocol.NetstringReceiver
	wire      *wire
	requests  []string
	replies   []*deferred.Deferred[string]
	cancelled int
	ready     *deferred.Deferred[string] // what the service returns, if it is not nil
}

// A wire notes what it is asked for.
type wire struct {
	protocol.Transport
	t           *testing.T
	did         []string
	lost, close bool
}

func (w *wire) Write(p []byte) (int, error) {
	if w.lost {
		w.t.Errorf("%q is written to a connection that is lost", p)
	}
	w.did = append(w.did, "write "+string(p))
	return len(p), nil
}

func (w *wire) LoseConnection() {
	if !w.close {
		w.did = append(w.did, "close")
	}
	w.close = true
}

func newStage(t *testing.T) *stage {
	s := &stage{t: t, wire: &wire{t: t}}
	s.receiver = &protocol.NetstringReceiver{Handler: &Later{Service: s.service}}
	s.receiver.ConnectionMade(s.wire)
	return s
}

func (s *stage) service(request string) *deferred.Deferred[string] {
	s.requests = append(s.requests, request)
	d := s.ready
	if d == nil {
		d = deferred.NewWithCanceller(func(*deferred.Deferred[string]) { s.cancelled++ })
	}
	s.replies = append(s.replies, d)
	return d
}

// say has the client send something.
func (s *stage) say(text string) { s.receiver.DataReceived([]byte(text)) }

// lose has the connection end.
func (s *stage) lose(reason error) {
	s.wire.lost = true
	s.receiver.ConnectionLost(reason)
}

func (s *stage) expect(when string, did ...string) {
	s.t.Helper()
	if !slices.Equal(s.wire.did, did) {
		s.t.Errorf("%s: %q was done, want %q", when, s.wire.did, did)
	}
}

func TestTheReplyComesLater(t *testing.T) {
	s := newStage(t)
	s.say("7:lower.A,")
	s.expect("before the service has answered")
	s.replies[0].Callback("a")
	s.expect("after it has", "write 1:a,", "close")
	s.lose(net.ErrClosed)
	if s.cancelled > 0 {
		t.Error("the Deferred is cancelled after the answer")
	}
}

func TestTheReplyIsThereAlready(t *testing.T) {
	s := newStage(t)
	s.ready = deferred.Succeed("a")
	s.say("7:lower.A,")
	s.expect("with an answer at once", "write 1:a,", "close")
}

func TestTheServiceFails(t *testing.T) {
	unhandled(t, func() {
		s := newStage(t)
		s.say("7:upper.a,")
		s.replies[0].Errback(errService)
		s.expect("after a failure", "close")
		s.lose(net.ErrClosed)
		s = newStage(t)
		s.ready = deferred.Fail[string](errService)
		s.say("7:upper.a,")
		s.expect("after a failure at once", "close")
	})
}

func TestTheClientLeaves(t *testing.T) {
	unhandled(t, func() {
		for _, end := range []func(d *deferred.Deferred[string]){
			func(d *deferred.Deferred[string]) {},
			func(d *deferred.Deferred[string]) { d.Callback("a") },
			func(d *deferred.Deferred[string]) { d.Errback(errService) },
		} {
			s := newStage(t)
			s.say("7:lower.A,")
			s.lose(errors.New("connection reset by peer"))
			if s.cancelled != 1 {
				t.Fatalf("the client has left, and the Deferred is cancelled %d times", s.cancelled)
			}
			end(s.replies[0])
			s.expect("after the client has left")
		}
		newStage(t).lose(io.EOF) // it has never asked
	})
}

func TestTheClientHasSaidAll(t *testing.T) {
	s := newStage(t)
	s.say("7:lower.A,")
	s.receiver.ReadConnectionLost()
	s.expect("after the client has finished writing")
	if len(s.wire.did) == 0 {
		s.replies[0].Callback("a")
		s.expect("and has its answer", "write 1:a,", "close")
	}
	s = newStage(t)
	s.receiver.ReadConnectionLost()
	s.expect("after a client has finished that never asked", "close")
}

func TestOthersAreIgnored(t *testing.T) {
	s := newStage(t)
	s.say("7:lower.A,7:lower.B,")
	s.say("7:lower.C,")
	if !slices.Equal(s.requests, []string{"lower.A"}) {
		t.Fatalf("the service was asked %q", s.requests)
	}
	s.replies[0].Callback("a")
	s.say("7:lower.D,")
	s.expect("after four requests", "write 1:a,", "close")
}

// unhandled fails the test if f leaves a Deferred with an error behind.
func unhandled(t *testing.T, f func()) {
	t.Helper()
	reported := make(chan error, 10)
	restore := deferred.OnUnhandled(func(err error) { reported <- err })
	defer restore()
	f()
	collected := make(chan bool)
	for range 3 { // what a cleanup was left for is reported before the next
		runtime.AddCleanup(new([1000]int), func(int) { collected <- true }, 0)
		runtime.GC()
		<-collected
	}
	select {
	case err := <-reported:
		t.Errorf("an error is reported as unhandled: %v", err)
	default:
	}
}
