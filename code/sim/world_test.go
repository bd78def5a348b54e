package sim

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/socket"
)

// The promises of package socket that do not need a network of this kind are tested over there, on
// worlds among others. Here are the rest, and what only a world does.

// A play is a program of one goroutine, its peers included: a loop with callbacks.
type play struct {
	*testing.T
	world  *World
	poller socket.Poller
	open   int // sources that are watched
}

func newPlay(t *testing.T, c Conditions) *play { return playIn(t, NewWorld(c)) }

func playIn(t *testing.T, world *World) *play {
	poller, err := world.NewPoller()
	p := &play{T: t, world: world, poller: poller}
	p.no(err)
	t.Cleanup(func() { poller.Close() })
	return p
}

func (p *play) no(err error) {
	if err != nil {
		p.Helper()
		p.Fatal(err)
	}
}

// watch has f called when the source is ready.
func (p *play) watch(s socket.Source, interest socket.Interest, f func(ready socket.Interest)) {
	p.no(p.poller.Add(s, interest, f))
	p.open++
}

// quit closes a source that is watched.
func (p *play) quit(s socket.Source) {
	p.no(s.Close())
	p.open--
}

// run calls back until nothing is watched.
func (p *play) run() {
	p.Helper()
	events := make([]socket.Event, 16)
	for p.open > 0 {
		n, err := p.poller.Wait(events, -1)
		p.no(err)
		for _, e := range events[:n] {
			e.Owner.(func(socket.Interest))(e.Ready)
		}
	}
}

// await lets time pass until the source, which is not watched, is ready.
func (p *play) await(s socket.Source, interest socket.Interest) {
	p.Helper()
	poller, err := p.world.NewPoller()
	p.no(err)
	defer poller.Close()
	p.no(poller.Add(s, interest, nil))
	for n := 0; n == 0; { // what At was given may interrupt a Wait
		n, err = poller.Wait(make([]socket.Event, 1), -1)
		p.no(err)
	}
	p.no(poller.Delete(s))
}

// pass lets time pass.
func (p *play) pass(d time.Duration) {
	p.Helper()
	poller, err := p.world.NewPoller()
	p.no(err)
	defer poller.Close()
	for end := p.world.Now() + d; ; {
		n, err := poller.Wait(make([]socket.Event, 1), end-p.world.Now())
		if n != 0 || err != nil {
			p.Fatalf("Wait = %d, %v", n, err)
		}
		if p.world.Now() >= end {
			return
		}
	}
}

func (p *play) listen() socket.Listener {
	p.Helper()
	l, err := p.world.Listen("127.0.0.1:10000")
	p.no(err)
	return l
}

func (p *play) connect(address string) socket.Socket {
	p.Helper()
	s, err := p.world.Connect(address)
	p.no(err)
	return s
}

// pair returns a connection.
func (p *play) pair() (near, far socket.Socket) {
	p.Helper()
	l := p.listen()
	near = p.connect("127.0.0.1:10000")
	p.await(l, socket.Readable)
	far, err := l.Accept()
	p.no(err)
	p.no(l.Close())
	return near, far
}

// all reads until there is no more, or an error.
func (p *play) all(s socket.Socket) (text string, err error) {
	p.Helper()
	buffer := make([]byte, 1000)
	for {
		n, err := s.Read(buffer)
		text += string(buffer[:n])
		switch err {
		case nil:
		case socket.ErrWouldBlock:
			p.await(s, socket.Readable)
		case io.EOF:
			return text, nil
		default:
			return text, err
		}
	}
}

// says expects a text of a socket, and then an error that is this one and reads so.
func (p *play) says(s socket.Socket, text string, is error, words string) {
	p.Helper()
	got, err := p.all(s)
	if got != text || !errors.Is(err, is) || err != nil && err.Error() != words {
		p.Errorf("%q, %v; want %q, %s", got, err, text, words)
	}
}

// at expects it to be so late.
func (p *play) at(want time.Duration) {
	p.Helper()
	if now := p.world.Now(); now != want {
		p.Errorf("it is %v, want %v", now, want)
	}
}

// exactly is a latency.
func exactly(d time.Duration) Conditions { return Conditions{MinLatency: d, MaxLatency: d} }

func write(s socket.Socket, text string) (int, error) { return s.Write([]byte(text)) }

func TestWaitGoesStraightToWhatHappensNext(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.pass(time.Hour)
	p.at(time.Hour)
	near, far := p.pair()
	p.world.At(2*time.Hour, func() { write(far, "words") })
	p.await(near, socket.Readable)
	p.at(2 * time.Hour)
	n, err := p.poller.Wait(make([]socket.Event, 1), 1<<63-1)
	if n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	p.at(1<<63 - 1)
}

func TestWhatHappensAtTheTimeoutIsNotTooLate(t *testing.T) {
	p := newPlay(t, Conditions{})
	near, far := p.pair()
	p.no(p.poller.Add(near, socket.Readable, nil))
	p.world.At(time.Second, func() { write(far, "words") }) // which takes no time in this world
	n, err := p.poller.Wait(make([]socket.Event, 1), time.Second)
	if n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	p.at(time.Second)
}

func TestWhatAtWasGivenInterruptsAWait(t *testing.T) {
	p := newPlay(t, Conditions{})
	called := 0
	p.world.At(time.Second, func() { called++ })
	for _, timeout := range []time.Duration{time.Minute, 59 * time.Second} {
		n, err := p.poller.Wait(make([]socket.Event, 1), timeout)
		if n != 0 || err != nil || called != 1 {
			t.Errorf("%d, %v, called %d times", n, err, called)
		}
	}
	p.at(time.Minute)
}

func TestThePastHappensAtOnceAndInOrder(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.pass(time.Second)
	var order []int
	for i := range 10 {
		p.world.At(time.Duration(10-i), func() { order = append(order, i) })
	}
	p.pass(0)
	if !slices.IsSorted(order) || len(order) != 10 {
		t.Errorf("%v", order)
	}
	p.at(time.Second)
}

func TestAWaitThatNothingWillEndFails(t *testing.T) {
	p := newPlay(t, Conditions{})
	near, _ := p.pair()
	p.no(p.poller.Add(near, socket.Readable, nil))
	events := make([]socket.Event, 1)
	n, err := p.poller.Wait(events, -1)
	if n != 0 || !errors.Is(err, ErrDeadlock) || err.Error() != "wait: nothing will ever happen" {
		t.Errorf("%d, %v", n, err)
	}
	p.no(p.poller.Wake())
	if n, err := p.poller.Wait(events, -1); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	p.world.At(time.Second, func() { p.poller.Wake() })
	if n, err := p.poller.Wait(events, -1); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	p.at(time.Second)
}

func TestOutsideThereMayBeSomebodyWhoWakesUs(t *testing.T) {
	p := newPlay(t, Conditions{Outside: true})
	for range 100 {
		go p.poller.Wake()
		if n, err := p.poller.Wait(make([]socket.Event, 1), -1); n != 0 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	}
	p.at(0)
}

func TestHoldStopsTheClock(t *testing.T) {
	p := newPlay(t, exactly(time.Second))
	near, far := p.pair()
	start := p.world.Now()
	write(near, "words")
	release := p.world.Hold()
	defer p.world.Hold()()
	events := make([]socket.Event, 1)
	p.no(p.poller.Add(far, socket.Readable, nil))
	for _, timeout := range []time.Duration{time.Hour, -1, 0} {
		done := make(chan error)
		go func() { done <- p.poller.Wake() }()
		if n, err := p.poller.Wait(events, timeout); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		p.no(<-done)
		p.at(start)
	}
	p.no(p.poller.Modify(far, socket.Writable)) // which needs no time
	if n, err := p.poller.Wait(events, -1); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	release()
	release()
	if p.world.held != 1 {
		t.Errorf("released twice")
	}
}

func TestAProgramThatNeverRestsDoesNotStopTheClock(t *testing.T) {
	p := newPlay(t, exactly(time.Millisecond))
	near, far := p.pair()
	write(far, "words")
	start, waits := p.world.Now(), 0
	for ; ; waits++ {
		p.no(p.poller.Wake()) // as CallLater(0, …) for ever would
		_, err := p.poller.Wait(make([]socket.Event, 1), 0)
		p.no(err)
		if _, err := near.Read(make([]byte, 10)); err != socket.ErrWouldBlock {
			break
		}
		if waits > 2000 {
			t.Fatal("nothing ever arrives")
		}
	}
	if took := p.world.Now() - start; took != time.Millisecond {
		t.Errorf("%v, %d waits", took, waits)
	}
}

func TestErrorsOfAWorldReadLikeTheSystems(t *testing.T) {
	p := newPlay(t, Conditions{})
	p.listen()
	for _, try := range []struct {
		what    func(string) error
		address string
		is      error
		text    string
	}{
		{p.listens, "127.0.0.1:10000", syscall.EADDRINUSE, "listen 127.0.0.1:10000: address already in use"},
		{p.listens, ":10000", syscall.EADDRINUSE, "listen :10000: address already in use"},
		{p.listens, "poetry", nil, "listen poetry: address poetry: missing port in address"},
		{p.connects, "127.0.0.1:10001", syscall.ECONNREFUSED, "connect 127.0.0.1:10001: connection refused"},
		{p.connects, "10.0.0.1:10000", syscall.ECONNREFUSED, "connect 10.0.0.1:10000: connection refused"},
		{p.connects, "[2001:db8::1]:1", syscall.ECONNREFUSED, "connect [2001:db8::1]:1: connection refused"},
		{p.connects, "poetry.example:10000", nil, `connect poetry.example:10000: host "poetry.example" is not an IP address`},
		{p.connects, "127.0.0.1:65536", nil, `connect 127.0.0.1:65536: invalid port "65536"`},
	} {
		err := try.what(try.address)
		if err == nil || err.Error() != try.text || try.is != nil && !errors.Is(err, try.is) {
			t.Errorf("%v; want %s", err, try.text)
		}
	}
}

func (p *play) listens(address string) error {
	_, err := p.world.Listen(address)
	return err
}

func (p *play) connects(address string) error {
	s, err := p.world.Connect(address)
	if err != nil {
		return err
	}
	p.await(s, socket.Writable)
	return s.ConnectError()
}

func TestSegmentsTakeTheirTime(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	l := p.listen()
	near := p.connect("127.0.0.1:10000")
	p.await(near, socket.Writable) // there and back
	p.at(20 * time.Millisecond)
	write(near, "question")
	p.await(l, socket.Readable) // the third step of the handshake, and right behind it the question
	p.at(30 * time.Millisecond)
	far, err := l.Accept()
	p.no(err)
	p.no(far.ConnectError())
	p.await(far, socket.Readable)
	p.at(30 * time.Millisecond)
	write(far, "answer")
	p.await(near, socket.Readable)
	p.at(40 * time.Millisecond)
	if s, err := p.world.Connect("127.0.0.1:10001"); err != nil || !p.refused(s) {
		t.Errorf("%v", err)
	}
	p.at(60 * time.Millisecond)
}

func (p *play) refused(s socket.Socket) bool {
	p.Helper()
	p.await(s, socket.Readable)
	return errors.Is(s.ConnectError(), syscall.ECONNREFUSED)
}

func TestLatencyIsDrawnForEachSegment(t *testing.T) {
	p := newPlay(t, Conditions{MinLatency: 10 * time.Millisecond, MaxLatency: 20 * time.Millisecond})
	near, far := p.pair()
	seen := map[time.Duration]bool{}
	for range 100 {
		start := p.world.Now()
		write(near, "x")
		p.await(far, socket.Readable)
		far.Read(make([]byte, 1))
		took := p.world.Now() - start
		if took < 10*time.Millisecond || took > 20*time.Millisecond {
			t.Errorf("%v", took)
		}
		seen[took.Round(time.Millisecond)] = true
	}
	if len(seen) != 11 {
		t.Errorf("%d different ones", len(seen))
	}
}

// arrivals writes texts, all at once, and returns the pieces in which they arrive.
func (p *play) arrivals(texts ...string) (pieces []string) {
	p.Helper()
	near, far := p.pair()
	for _, text := range texts {
		write(near, text)
	}
	p.no(near.Close())
	buffer := make([]byte, 1000)
	for {
		p.await(far, socket.Readable)
		n, err := far.Read(buffer)
		if err == io.EOF {
			return pieces
		}
		p.no(err)
		pieces = append(pieces, string(buffer[:n]))
	}
}

func TestSegmentsMayBeSmallOrCut(t *testing.T) {
	const text = "How doth the little crocodile"
	for _, c := range []Conditions{{}, {MaxLatency: time.Second}} {
		if pieces := newPlay(t, c).arrivals(text, text); len(pieces) > 2 {
			t.Errorf("whole: %q", pieces)
		}
		c.Segment = 1
		c.Merge = 1
		if pieces := newPlay(t, c).arrivals(text); len(pieces) != len(text) || strings.Join(pieces, "") != text {
			t.Errorf("small: %q", pieces)
		}
		c.Segment = 0
		c.Merge = 0
		c.Split = 0.8
		cuts := map[string]bool{}
		for c.Seed = range 20 {
			pieces := newPlay(t, c).arrivals(text)
			cuts[fmt.Sprintf("%q", pieces)] = true
			if strings.Join(pieces, "") != text {
				t.Errorf("cut: %q", pieces)
			}
		}
		if len(cuts) < 10 {
			t.Errorf("%d ways: %v", len(cuts), cuts)
		}
	}
}

func TestSegmentsMayBeMerged(t *testing.T) {
	for _, merge := range []float64{0, 1} {
		c := exactly(time.Second)
		c.Merge = merge
		p := newPlay(t, c)
		near, far := p.pair()
		start := p.world.Now()
		for i := range 3 {
			p.world.At(start+time.Duration(i)*time.Second/4, func() { write(near, "word ") })
		}
		p.await(far, socket.Readable)
		n, err := far.Read(make([]byte, 100))
		if want := 5 + 10*int(merge); n != want || err != nil {
			t.Errorf("%d bytes, %v; want %d", n, err, want)
		}
		p.at(start + time.Second + time.Duration(merge)*time.Second/2)
	}
}

func TestASlowReaderHoldsUpTheWriter(t *testing.T) {
	c := exactly(10 * time.Millisecond)
	c.SendBuffer, c.ReceiveBuffer = 30, 20
	p := newPlay(t, c)
	near, far := p.pair()
	if n, err := near.Write(make([]byte, 100)); n != 50 || err != socket.ErrWouldBlock {
		t.Fatalf("%d, %v", n, err)
	}
	p.no(p.poller.Add(near, socket.Writable, nil))
	p.pass(time.Hour)
	hour := p.world.Now()
	events := make([]socket.Event, 1)
	for _, step := range []struct {
		read  int
		ready bool
	}{{9, false}, {1, true}} { // at half the room, the writer hears of it
		if n, err := far.Read(make([]byte, step.read)); n != step.read || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		n, err := p.poller.Wait(events, time.Second)
		if n == 1 != step.ready || err != nil {
			t.Errorf("having read %d: %d, %v", step.read, n, err)
		}
	}
	p.at(hour + time.Second + 10*time.Millisecond)
	if n, err := near.Write(make([]byte, 100)); n != 10 || err != socket.ErrWouldBlock {
		t.Errorf("%d, %v", n, err)
	}
	p.no(near.Close())
	if rest, err := p.all(far); len(rest) != 50 || err != nil {
		t.Errorf("%d bytes, %v", len(rest), err)
	}
}

func TestTheOrderOfReportsIsTheSeeds(t *testing.T) {
	orders := map[string]bool{}
	for seed := range uint64(20) {
		p := newPlay(t, Conditions{Seed: seed})
		l := p.listen()
		for i := range 5 {
			p.no(p.poller.Add(p.connect("127.0.0.1:10000"), socket.Writable, i))
		}
		p.no(p.poller.Add(l, socket.Readable, 5))
		var order []any
		var events [2]socket.Event
		for range 3 { // nobody is reported twice before all have been
			n, err := p.poller.Wait(events[:], -1)
			p.no(err)
			for _, e := range events[:n] {
				order = append(order, e.Owner)
			}
		}
		for i := range 6 {
			if !slices.Contains(order, any(i)) {
				t.Errorf("seed %d reports %v", seed, order)
			}
		}
		orders[fmt.Sprint(order)] = true
	}
	if len(orders) < 15 {
		t.Errorf("%d orders", len(orders))
	}
}

func TestWhoLeavesTheQueueOfAPollerIsNotReported(t *testing.T) {
	p := newPlay(t, Conditions{})
	l := p.listen()
	var sockets [4]socket.Socket
	for i := range sockets {
		sockets[i] = p.connect(l.LocalAddr().String())
		p.no(p.poller.Add(sockets[i], socket.Writable, i))
	}
	var events [4]socket.Event
	n, err := p.poller.Wait(events[:1], -1)
	if n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	p.no(sockets[0].Close())
	p.no(p.poller.Delete(sockets[1]))
	p.no(p.poller.Modify(sockets[2], 0))
	n, err = p.poller.Wait(events[:], -1)
	if n != 1 || err != nil || events[0].Owner != 3 {
		t.Errorf("%d, %v: %v", n, err, events[:n])
	}
	p.no(p.poller.Close())
	other, err := p.world.NewPoller()
	p.no(err)
	p.no(other.Add(sockets[3], socket.Writable, nil)) // it was in a poller that is closed
	if n, err := other.Wait(events[:], -1); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestAbortTellsTheOtherEndBehindWhatIsUnderWay(t *testing.T) {
	c := exactly(10 * time.Millisecond)
	c.SendBuffer, c.ReceiveBuffer = 10, 10
	p := newPlay(t, c)
	near, far := p.pair()
	write(near, "under way…this waits")
	p.no(near.Abort())
	for i, err := range []error{near.Abort(), near.Close(), near.CloseWrite(), near.ConnectError()} {
		if err != net.ErrClosed {
			t.Errorf("%d: %v", i, err)
		}
	}
	p.says(far, "under way…"[:10], syscall.ECONNRESET, fmt.Sprintf("read %v: connection reset by peer", far.RemoteAddr()))
	if _, err := write(far, "hello?"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%v", err)
	}
	p.no(far.Close())
}

func TestClosingWithSomethingUnreadResets(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	near, far := p.pair()
	write(near, "unread")
	write(far, "words")
	p.await(far, socket.Readable)
	p.no(far.Close())
	p.says(near, "words", syscall.ECONNRESET, "read 127.0.0.1:10000: connection reset by peer")
}

func TestWhatArrivesAfterCloseResets(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	near, far := p.pair()
	p.no(far.Close())
	p.says(near, "", nil, "")
	if n, err := write(near, "still there?"); n != 12 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	p.pass(20 * time.Millisecond)
	if _, err := write(near, "no"); !errors.Is(err, syscall.EPIPE) || err.Error() != "write 127.0.0.1:10000: broken pipe" {
		t.Errorf("%v", err)
	}
	p.says(near, "", nil, "") // the end was the end
}

func TestHalfAConnectionGoesOn(t *testing.T) {
	p := newPlay(t, exactly(10*time.Millisecond))
	near, far := p.pair()
	write(near, "question")
	p.no(near.CloseWrite())
	p.no(near.CloseWrite())
	p.says(far, "question", nil, "")
	p.pass(time.Hour)
	write(far, "answer")
	p.no(far.Close())
	p.says(near, "answer", nil, "")
	if _, err := write(near, "more"); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("%v", err)
	}
}

func TestWhoChangesHisMindWhileConnectingIsNotSeen(t *testing.T) {
	for late := range 3 { // before the question arrives, before the answer does, and when both have
		p := newPlay(t, exactly(10*time.Millisecond))
		l := p.listen()
		near := p.connect("127.0.0.1:10000")
		p.pass(time.Duration(1+10*late) * time.Millisecond)
		p.no(near.Close())
		p.pass(time.Hour)
		far, err := l.Accept()
		if late < 2 && err != socket.ErrWouldBlock {
			t.Errorf("%d: %v", late, err)
		}
		if late == 2 {
			p.no(err)
			p.says(far, "", nil, "")
			p.no(far.Close())
		}
		p.empty()
	}
}

func TestWhoIsNotAcceptedIsReset(t *testing.T) {
	for early := range 2 {
		p := newPlay(t, exactly(10*time.Millisecond))
		l := p.listen()
		near := p.connect("127.0.0.1:10000")
		p.await(near, socket.Writable)
		p.pass(time.Duration(5+10*early) * time.Millisecond)
		p.no(l.Close())
		p.says(near, "", syscall.ECONNRESET, "read 127.0.0.1:10000: connection reset by peer")
		p.no(near.Close())
		p.empty()
	}
}

// empty expects that the world keeps nothing of what is over, when the last segment has arrived.
func (p *play) empty() {
	p.Helper()
	p.pass(time.Hour)
	if n := len(p.world.agenda); n > 0 || len(p.world.sockets) > 0 {
		p.Errorf("an hour later %d things are still to happen, and %d sockets left", n, len(p.world.sockets))
	}
}

func TestPortsRunOut(t *testing.T) {
	p := newPlay(t, Conditions{})
	var open []socket.Socket
	for {
		s, err := p.world.Connect("127.0.0.1:10000")
		if err != nil {
			if !errors.Is(err, syscall.EADDRNOTAVAIL) || err.Error() != "connect 127.0.0.1:10000: cannot assign requested address" {
				t.Error(err)
			}
			break
		}
		open = append(open, s)
	}
	if len(open) != finalPort-firstPort+1 {
		t.Errorf("%d connections", len(open))
	}
	p.connect("127.0.0.1:10001") // they may be used again, for another server
	for _, s := range open[:2] {
		p.no(s.Close())
		p.connect("127.0.0.1:10000")
	}
	for _, s := range p.world.sockets {
		p.no(s.Close())
	}
	p.empty()
}

func TestTheAgendaIsInOrder(t *testing.T) {
	w := NewWorld(Conditions{Seed: 1})
	var a agenda
	type done struct {
		at    time.Duration
		order int
	}
	var happened []done
	for i := range 1000 {
		at := time.Duration(w.random.IntN(100))
		a.enter(at, func() { happened = append(happened, done{at, i}) })
	}
	for len(a) > 0 {
		a.take()()
	}
	sorted := slices.IsSortedFunc(happened, func(x, y done) int {
		if x.at != y.at {
			return int(x.at - y.at)
		}
		return x.order - y.order
	})
	if !sorted || len(happened) != 1000 {
		t.Errorf("%v", happened)
	}
}

func TestAddressesAreThereFromTheStart(t *testing.T) {
	p := newPlay(t, Conditions{})
	l := p.listen()
	near := p.connect("localhost:10000")
	from := near.LocalAddr()
	p.await(l, socket.Readable)
	far, err := l.Accept()
	p.no(err)
	if near.RemoteAddr() != l.LocalAddr() || far.LocalAddr() != l.LocalAddr() || far.RemoteAddr() != from {
		t.Errorf("%v to %v, %v to %v", from, near.RemoteAddr(), far.LocalAddr(), far.RemoteAddr())
	}
	if from.Addr() != netip.AddrFrom4([4]byte{127, 0, 0, 1}) || from.Port() < firstPort {
		t.Errorf("%v", from)
	}
}
