package reactor

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/panics"
	"slowpoetry/code/protocol"
	"slowpoetry/code/sim"
)

// A play has two actors, one at each end of a connection, who do whatever a transport can be asked
// to do, at random. Each checks what package protocol promises to him, and the play what it
// promises about the two of them.
type play struct {
	w      *world
	chance *rand.Rand
	ends   [2]*actor
	over   int
	script strings.Builder // who did what
	wrong  []string
}

// An actor is a protocol and what it has been promised so far.
type actor struct {
	*play
	protocol.Transport
	name     string
	other    *actor
	steps    int // that are left to do
	made     int
	lost     int
	half     int // how often the other end's last word was announced
	reason   error
	written  []byte
	received []byte
	supplier *supplier // the producer that is registered, or nil
	inside   bool      // of a method of the transport, which must not call the protocol
	quiet    bool      // of one that must not call a producer either
	scratch  []byte    // what is written, and overwritten at once
	paused   bool
	muted    bool          // by CloseWrite
	leaving  bool          // by LoseConnection
	rough    bool          // by Abort or a panic, so that all bets are off
	left     time.Duration // when leaving began
	tired    bool          // it left because the other end took too long
	rejected bool          // a Write has failed before we did anything: the other end has closed, or broken
}

// A patient actor goes on when the other end has finished.
type patientActor struct{ *actor }

func (a patientActor) ReadConnectionLost() {
	a.enter("half")
	if a.half++; a.half > 1 || a.leaving {
		a.fail("ReadConnectionLost: %d times, leaving: %v", a.half, a.leaving)
	}
}

func (p *play) fail(format string, args ...any) {
	p.wrong = append(p.wrong, fmt.Sprintf(format, args...))
}

func (a *actor) note(what string) { fmt.Fprintf(&a.script, "%s %s; ", a.name, what) }

// enter is for whatever the loop calls.
func (a *actor) enter(what string) {
	a.note("<" + what)
	if a.inside {
		a.fail("%s: %s from inside of a method", a.name, what)
	}
	if a.made != 1 || a.lost != 0 {
		a.fail("%s: %s, made %d, lost %d", a.name, what, a.made, a.lost)
	}
}

func (a *actor) String() string { return a.name }

func (a *actor) ConnectionMade(t protocol.Transport) {
	a.Transport = t
	a.made++
	a.enter("made")
	if b := a.other; b.made > 0 && b.lost == 0 && (a.LocalAddr() != b.RemoteAddr() || b.LocalAddr() != a.RemoteAddr()) {
		a.fail("%s: from %v to %v, the other from %v to %v", a.name, a.LocalAddr(), a.RemoteAddr(), b.LocalAddr(), b.RemoteAddr())
	}
	a.later()
}

// finished reports whether the other end can know that we write no more.
func (a *actor) finished() bool {
	phase := a.Transport.(*connection).phase
	return phase >= finished && phase != leaving
}

// unsent is how much waits in the transport's memory.
func (a *actor) unsent() int { return len(a.Transport.(*connection).unsent) }

// mustPanic checks that f does.
func (a *actor) mustPanic(what string, f func()) {
	defer func() {
		if recover() == nil {
			a.fail("%s: %s did not panic", a.name, what)
		}
	}()
	f()
}

func (a *actor) DataReceived(data []byte) {
	a.enter(fmt.Sprint(len(data), " bytes"))
	if a.paused || a.leaving || a.half > 0 || len(data) == 0 {
		a.fail("%s: %d bytes; paused %v, leaving %v, half %d", a.name, len(data), a.paused, a.leaving, a.half)
	}
	a.received = append(a.received, data...)
	if a.chance.IntN(3) == 0 {
		a.act(true)
	}
}

func (a *actor) ConnectionLost(reason error) {
	a.enter(fmt.Sprint("lost: ", reason))
	a.lost++
	a.reason = reason
	if a.supplier != nil {
		a.fail("%s: lost before the producer was stopped", a.name)
	}
	if c := a.Transport.(*connection); a.paused && !a.leaving && !c.ended && !errors.Is(reason, errStage) {
		a.fail("%s: lost while it was paused: %v", a.name, reason)
	}
	a.tired = reason == net.ErrClosed && a.w.Now()-a.left >= 2*time.Second
	if reason == net.ErrClosed && !a.rough && !a.tired && !a.other.finished() {
		a.fail("%s: closed before the other end had finished", a.name)
	}
	if n, err := a.Write([]byte("?")); n != 0 || err != net.ErrClosed {
		a.fail("%s: Write in ConnectionLost: %d, %v", a.name, n, err)
	}
	late := &supplier{actor: a}
	a.RegisterProducer(late, true)
	if late.stopped != 1 {
		a.fail("%s: a producer in ConnectionLost was stopped %d times", a.name, late.stopped)
	}
	for _, nothing := range []func(){a.PauseProducing, a.CloseWrite, a.UnregisterProducer, a.ResumeProducing, a.LoseConnection, a.StopProducing, a.Abort} {
		a.quietly(nothing)
	}
	if a.over++; a.over == 2 {
		a.w.CallLater(5*time.Millisecond, func() { a.w.Stop() }) // nothing comes after the end
	}
}

// later does the next step in a while.
func (a *actor) later() {
	a.w.CallLater(time.Duration(a.chance.IntN(4))*time.Millisecond, func() {
		if a.lost > 0 {
			return
		}
		if a.steps--; a.steps > 0 {
			a.later()
			a.act(false)
			return
		}
		a.unregister()
		a.resume()
		if !a.leaving {
			a.lose()
		}
	})
}

// act does something. Only a callback of the connection's own may panic at its cost.
func (a *actor) act(callback bool) {
	switch n := a.chance.IntN(100); {
	case n < 40:
		a.write()
	case n < 55:
		a.note("pause")
		a.paused = true
		a.quietly(a.PauseProducing)
	case n < 70:
		a.resume()
	case n < 77:
		a.register()
	case n < 84:
		a.write() // the last piece
		a.unregister()
	case n < 86:
		a.note("mute")
		a.muted = true
		a.quietly(a.CloseWrite)
	case n < 89:
		a.lose()
	case n == 89:
		a.note("abort")
		a.leaving, a.rough = true, true
		a.quietly(a.Abort)
	case n == 90 && callback:
		a.note("panic")
		a.leaving, a.rough = true, true
		panic(errStage)
	case n < 94:
		for range 6 { // which are too much for a producer, together
			a.write()
		}
	case n == 94 && a.supplier != nil:
		a.mustPanic("a second producer", func() { a.RegisterProducer(&supplier{actor: a}, true) })
	}
}

// calling calls a method of the transport that may call a producer, but not a protocol.
func (a *actor) calling(f func()) {
	before := a.inside
	a.inside = true
	defer func() { a.inside = before }()
	f()
}

var errStage = errors.New("stage fright")

// quietly calls a method that calls nobody.
func (a *actor) quietly(f func()) {
	before := a.quiet
	a.quiet = true
	defer func() { a.quiet = before }()
	a.calling(f)
}

// checkMarks checks that the producer has been paused if too much waits.
func (a *actor) checkMarks() {
	if s := a.supplier; s != nil && s.streaming && !s.held && s.stopped == 0 && a.unsent() > highWater {
		a.fail("%s: %d bytes wait, and the producer was not paused at %d", a.name, a.unsent(), highWater)
	}
}

func (a *actor) resume() {
	a.note("resume")
	a.paused = false
	a.quietly(a.ResumeProducing)
}

func (a *actor) lose() {
	a.note("lose")
	if !a.leaving {
		a.leaving, a.left = true, a.w.Now()
	}
	if a.chance.IntN(4) == 0 {
		a.quietly(a.StopProducing) // which is the same
	} else {
		a.quietly(a.LoseConnection)
	}
}

func (a *actor) write() {
	text := pattern(1 << 20)[a.chance.IntN(1000):][:1+a.chance.IntN(1<<a.chance.IntN(18))]
	may := !a.muted && !a.leaving || a.supplier != nil
	a.note(fmt.Sprint("write ", len(text)))
	a.scratch = append(a.scratch[:0], text...)
	var n int
	var err error
	a.calling(func() { n, err = a.Write(a.scratch) })
	clear(a.scratch) // for it is ours again
	a.checkMarks()
	switch {
	case n == len(text) && err == nil:
		if a.written = append(a.written, text...); !may || a.rough {
			a.fail("%s: Write after the end was accepted", a.name)
		}
	case n != 0 || err != net.ErrClosed:
		a.fail("%s: Write: %d, %v", a.name, n, err)
	case may && !a.rough:
		a.rejected = true // which the other end must have caused
	}
}

func (a *actor) register() {
	if a.supplier != nil {
		return
	}
	s := &supplier{actor: a, streaming: a.chance.IntN(2) == 0}
	a.note(fmt.Sprint("register, streaming: ", s.streaming))
	a.supplier = s
	s.registering = true
	a.calling(func() { a.RegisterProducer(s, s.streaming) })
	s.registering = false
	a.checkMarks()
	if s.resumed > 0 {
		a.fail("%s: a producer was resumed before RegisterProducer returned", a.name)
	}
	if s.stopped == 0 && (a.muted || a.leaving) {
		a.fail("%s: a producer that came too late was not stopped", a.name)
	}
}

func (a *actor) unregister() {
	s := a.supplier
	if s == nil {
		return
	}
	a.note("unregister")
	a.supplier = nil
	s.dismissed = true
	a.quietly(a.UnregisterProducer)
}

// A supplier is a producer, and checks that it is treated as one.
type supplier struct {
	*actor
	streaming   bool
	held        bool
	dismissed   bool
	registering bool
	resumed     int
	stopped     int
}

func (s *supplier) told(what string) {
	s.note("<producer " + what)
	if s.quiet {
		s.fail("%s: producer told to %s by a method that calls nobody", s.name, what)
	}
	if s.dismissed || s.stopped > 1 || s.lost > 0 && s.actor.supplier == s {
		s.fail("%s: producer told to %s; dismissed %v, stopped %d times", s.name, what, s.dismissed, s.stopped)
	}
}

func (s *supplier) PauseProducing() {
	if s.told("pause"); s.held || !s.streaming {
		s.fail("%s: producer paused; held %v, streaming %v", s.name, s.held, s.streaming)
	}
	if s.unsent() <= highWater || !s.inside {
		s.fail("%s: producer paused with %d bytes waiting of %d, inside of Write: %v", s.name, s.unsent(), highWater, s.inside)
	}
	s.held = true
}

func (s *supplier) ResumeProducing() {
	s.resumed++
	if s.told("resume"); s.streaming != s.held {
		s.fail("%s: producer resumed; held %v, streaming %v", s.name, s.held, s.streaming)
	}
	if n := s.unsent(); s.inside || n > lowWater || n > 0 && !s.streaming {
		s.fail("%s: producer resumed with %d bytes waiting, streaming %v", s.name, n, s.streaming)
	}
	s.held = false
	if s.write(); s.chance.IntN(4) == 0 {
		s.unregister()
	}
}

func (s *supplier) StopProducing() {
	s.stopped++
	if s.told("stop"); s.inside && !s.registering {
		s.fail("%s: producer stopped from inside of a method", s.name)
	}
	if s.actor.supplier == s {
		s.actor.supplier = nil
	}
}

// run has the two play, and returns what was not as promised.
func (p *play) run() []string {
	for i, name := range []string{"server", "client"} {
		p.ends[i] = &actor{play: p, name: name, steps: 5 + p.chance.IntN(30)}
	}
	server, client := p.ends[0], p.ends[1]
	server.other, client.other = client, server
	var roles [2]protocol.Protocol
	for i, a := range p.ends {
		if roles[i] = a; p.chance.IntN(2) == 0 {
			roles[i] = patientActor{a}
		}
	}
	d := p.w.connect(p.w.listen(serving(roles[0])), roles[1])
	d.onFailed = func(reason error) { p.fail("connecting: %v", reason); p.w.Stop() }
	p.w.run()
	p.w.takeLog()
	for _, a := range p.ends {
		p.judge(a)
	}
	return p.wrong
}

// judge checks what must be true in the end.
func (p *play) judge(a *actor) {
	b := a.other
	if a.made != 1 || a.lost != 1 {
		p.fail("%s: made %d, lost %d", a.name, a.made, a.lost)
	}
	if !bytes.HasPrefix(b.written, a.received) {
		p.fail("%s: received what was not sent", a.name)
	}
	var panicked *panics.Error
	gentle := !a.rough && !b.rough && !a.tired && !b.tired
	switch {
	case a.reason == io.EOF:
	case a.reason == net.ErrClosed:
		if !a.leaving && !a.muted {
			p.fail("%s: we are said to have closed, and did not", a.name)
		}
	case errors.As(a.reason, &panicked):
		if !a.rough {
			p.fail("%s: %v", a.name, a.reason)
		}
	case errors.Is(a.reason, syscall.ECONNRESET), errors.Is(a.reason, syscall.EPIPE):
		if gentle {
			p.fail("%s: a connection that both closed in good order broke: %v", a.name, a.reason)
		}
	default:
		p.fail("%s: lost by %v", a.name, a.reason)
	}
	if a.reason == io.EOF && !a.leaving && len(a.received) < len(b.written) {
		p.fail("%s: a clean end after %d bytes of %d", a.name, len(a.received), len(b.written))
	}
	if gentle && !a.leaving && len(a.received) < len(b.written) {
		p.fail("%s: received %d bytes of %d, and then %v", a.name, len(a.received), len(b.written), a.reason)
	}
	if a.rejected && !b.rough && !b.leaving && b.lost > 0 && gentle && a.half == 0 && a.reason != io.EOF {
		p.fail("%s: a Write failed, for no reason", a.name)
	}
}

func perform(t *testing.T, w *world, seed uint64) {
	t.Helper()
	p := &play{w: w, chance: rand.New(rand.NewPCG(seed, 1))}
	if wrong := p.run(); len(wrong) > 0 {
		t.Errorf("seed %d: %s\n%s", seed, strings.Join(wrong, "\n"), p.script.String())
	}
}

// varied returns a world in which the seed decides how much room there is, how far the ends are apart,
// and whether sources seem ready that are not.
func varied(t *testing.T, seed uint64) *world {
	chance := rand.New(rand.NewPCG(seed, 2))
	stack := sim.NewWorld(sim.Conditions{Seed: seed, Outside: true, Split: .2, Merge: .2,
		MaxLatency: time.Duration(1+chance.IntN(20)) * time.Millisecond,
		Segment:    chance.IntN(3) * 1000, Spurious: .1 * float64(chance.IntN(3)), Purge: chance.IntN(2) == 0,
		SendBuffer: 1 << (10 + chance.IntN(10)), ReceiveBuffer: 1 << (10 + chance.IntN(10))})
	w := newWorld(t, Config{Stack: stack, Now: stack.Now})
	w.sim = stack
	return w
}

// TestTransportsKeepTheirPromises plays in thousands of simulated worlds, and a few times wherever
// else there is a stack.
func TestTransportsKeepTheirPromises(t *testing.T) {
	worlds := uint64(2000)
	if raceEnabled {
		worlds /= 10
	}
	t.Run("worlds", func(t *testing.T) {
		for seed := range worlds {
			if perform(t, varied(t, seed), seed); t.Failed() {
				return
			}
		}
	})
	inEachWorld(t, func(t *testing.T, w *world) {
		for seed := range uint64(30) {
			perform(t, w, seed)
		}
	})
}
