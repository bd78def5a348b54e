package protocol

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/panics"
)

// A wire is a transport that leads nowhere. It notes what it is asked for.
type wire struct {
	sent     strings.Builder
	asked    []string
	producer Producer
	mute     bool // after CloseWrite
	closed   bool
}

func (w *wire) note(what string) { w.asked = append(w.asked, what) }

func (w *wire) Write(p []byte) (int, error) {
	if w.closed {
		return 0, net.ErrClosed
	}
	return w.sent.Write(p)
}

func (w *wire) CloseWrite()                    { w.note("close write"); w.mute = true }
func (w *wire) LoseConnection()                { w.note("lose"); w.closed = true }
func (w *wire) Abort()                         { w.note("abort"); w.closed = true }
func (w *wire) PauseProducing()                { w.note("pause") }
func (w *wire) ResumeProducing()               { w.note("resume") }
func (w *wire) StopProducing()                 { w.LoseConnection() }
func (w *wire) UnregisterProducer()            { w.producer = nil }
func (w *wire) LocalAddr() (a netip.AddrPort)  { return a }
func (w *wire) RemoteAddr() (a netip.AddrPort) { return a }

func (w *wire) RegisterProducer(p Producer, now bool) {
	if w.mute || w.closed {
		p.StopProducing()
		return
	}
	w.producer = p
}

// A reader is a handler that notes what it is told, and does what the test says on the way.
type reader struct {
	LineTransport
	told []string
	do   map[string]func() // when it is told this
}

func (r *reader) note(what string) {
	r.told = append(r.told, what)
	if f := r.do[what]; f != nil {
		f()
	}
}

func (r *reader) ConnectionMade(t LineTransport) { r.LineTransport = t }
func (r *reader) LineReceived(line []byte)       { r.note(string(line)) }
func (r *reader) ConnectionLost(reason error)    { r.note(fmt.Sprint("lost: ", reason)) }
func (r *reader) String() string                 { return "the reader" }

// receiver returns what calls r, for the test to play the loop.
func (r *reader) receiver() *LineReceiver { return r.LineTransport.(*LineReceiver) }

// connected returns a reader of lines that end in "\n", and its wire.
func connected() (*reader, *wire) {
	r, w := &reader{do: make(map[string]func())}, new(wire)
	l := &LineReceiver{Handler: r, Delimiter: "\n"}
	l.ConnectionMade(w)
	return r, w
}

func (r *reader) expect(t *testing.T, told ...string) {
	t.Helper()
	if !slices.Equal(r.told, told) {
		t.Errorf("told %q\nwant %q", r.told, told)
	}
	r.told = nil
}

func (w *wire) expect(t *testing.T, asked ...string) {
	t.Helper()
	if !slices.Equal(w.asked, asked) {
		t.Errorf("the transport was asked for %q, want %q", w.asked, asked)
	}
	w.asked = nil
}

func receive(l *LineReceiver, pieces ...string) {
	for _, piece := range pieces {
		buffer := []byte(piece)
		l.DataReceived(buffer)
		for i := range buffer {
			buffer[i] = '?' // the loop's buffer has other uses
		}
	}
}

func TestLinesComeOutWhole(t *testing.T) {
	r, _ := connected()
	receive(r.receiver(), "one\ntw", "o", "", "\n\nfo", "ur\r", "\nfi\rve\n", "si")
	r.expect(t, "one", "two", "", "four", "fi\rve")
	r.receiver().ConnectionLost(io.EOF)
	r.expect(t, "lost: EOF")
}

func TestDelimiterIsThatOfTheInternetUnlessSaidOtherwise(t *testing.T) {
	for delimiter, want := range map[string]string{
		"":         `["a\nb" "c"]`,
		"\r\n":     `["a\nb" "c"]`,
		"\n":       `["a" "b" "c"]`,
		"c":        `["a\nb\r\n"]`,
		"b\r\nc\r": `["a\n"]`,
	} {
		r, w := &reader{}, new(wire)
		l := &LineReceiver{Handler: r, Delimiter: delimiter}
		l.ConnectionMade(w)
		receive(l, strings.Split("a\nb\r\nc\r\n", "")...)
		if got := fmt.Sprintf("%q", r.told); got != want {
			t.Errorf("delimiter %q: %s, want %s", delimiter, got, want)
		}
		if err := l.WriteLine("x"); err != nil || w.sent.String() != "x"+l.delimiter() {
			t.Errorf("sent %q, %v", w.sent.String(), err)
		}
	}
}

func TestPausingInALineKeepsTheNext(t *testing.T) {
	r, w := connected()
	r.do["stop"] = func() { r.PauseProducing() }
	receive(r.receiver(), "go\nstop\ngo\nsto", "p\nend\nun")
	r.expect(t, "go", "stop")
	w.expect(t, "pause")
	r.ResumeProducing()
	r.expect(t, "go", "stop") // in which it paused again
	w.expect(t, "pause")
	r.ResumeProducing()
	r.expect(t, "end")
	w.expect(t, "resume")
	receive(r.receiver(), "til\n")
	r.expect(t, "until")
}

func TestResumingInTheLineThatPausedChangesNothing(t *testing.T) {
	r, w := connected()
	r.do["stop"] = func() { r.PauseProducing(); r.ResumeProducing(); r.note("on") }
	receive(r.receiver(), "stop\nend\n")
	r.expect(t, "stop", "on", "end") // and not end before on
	w.expect(t, "pause", "resume")
}

func TestAfterLoseConnectionNoLineComes(t *testing.T) {
	for name, leave := range map[string]func(r *reader){
		"lose":  func(r *reader) { r.LoseConnection() },
		"abort": func(r *reader) { r.Abort() },
	} {
		r, w := connected()
		r.do["bye"] = func() { leave(r) }
		receive(r.receiver(), "bye\nstill here\n")
		r.ResumeProducing()
		r.expect(t, "bye")
		if w.asked[0] != name {
			t.Errorf("asked for %q, want %q", w.asked, name)
		}
		r.receiver().ConnectionLost(net.ErrClosed)
		r.expect(t, "lost: "+net.ErrClosed.Error())
	}
	r, w := connected()
	r.StopProducing()
	w.expect(t, "lose")
}

func TestLongLineClosesTheConnection(t *testing.T) {
	for _, pieces := range [][]string{{"four\nfive!\nno\n"}, {"four\n", "fiv", "e!", "\nno", "\n"}, {"four\nfive! and no end"}} {
		r, w := connected()
		r.receiver().MaxLength = 4
		receive(r.receiver(), pieces...)
		r.expect(t, "four")
		w.expect(t, "lose")
		for _, reason := range []error{io.ErrUnexpectedEOF, net.ErrClosed} {
			r.receiver().ConnectionLost(reason) // which happens once, of course
		}
		r.expect(t, "lost: unexpected EOF", "lost: line too long") // what broke it goes first
	}
}

// TestMemoryIsBounded has somebody send the same byte for ever.
func TestMemoryIsBounded(t *testing.T) {
	r, w := connected()
	l := r.receiver()
	receive(l, "line\n")
	r.expect(t, "line")
	if l.rest != nil {
		t.Error("an idle connection holds memory")
	}
	for range 10 << 20 >> 10 {
		receive(l, strings.Repeat("x", 1<<10))
		if cap(l.rest) > 64<<10 {
			t.Fatalf("%d bytes for a line of at most 16 KiB", cap(l.rest))
		}
	}
	r.expect(t)
	w.expect(t, "lose")
}

func TestWholeLinesAreNotCopied(t *testing.T) {
	r, _ := connected()
	data := []byte("one\ntwo\n")
	r.receiver().Handler = silent{}
	if n := testing.AllocsPerRun(100, func() { r.receiver().DataReceived(data) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

type silent struct{}

func (silent) ConnectionMade(LineTransport) {}
func (silent) LineReceived([]byte)          {}
func (silent) ConnectionLost(error)         {}

// halfCloser is a reader who goes on when the other end has said all.
type halfCloser struct{ reader }

func (h *halfCloser) ReadConnectionLost() { h.note("no more") }

func TestTheOthersHalfClose(t *testing.T) {
	r, w := connected()
	r.receiver().ReadConnectionLost()
	w.expect(t, "lose")
	r.receiver().ConnectionLost(net.ErrClosed)
	r.expect(t, "lost: EOF") // and not that it was we

	h := &halfCloser{}
	l := &LineReceiver{Handler: h}
	l.ConnectionMade(w)
	l.ReadConnectionLost()
	w.expect(t)
	l.ConnectionLost(net.ErrClosed)
	h.expect(t, "no more", "lost: "+net.ErrClosed.Error())
}

// A stopped producer counts how many times it was stopped.
type stopped struct {
	Producer
	times int
}

func (s *stopped) StopProducing() { s.times++ }

func TestTheOthersHalfCloseStopsTheProducer(t *testing.T) {
	r, w := connected()
	p := &stopped{Producer: w}
	r.RegisterProducer(p, true)
	if w.producer != p {
		t.Error("not registered")
	}
	r.receiver().ReadConnectionLost()
	if w.producer != nil || p.times != 1 {
		t.Errorf("stopped %d times", p.times)
	}
}

func TestAProducerThatComesTooLateIsStoppedOnce(t *testing.T) {
	for name, close := range map[string]func(*reader){
		"CloseWrite":     func(r *reader) { r.CloseWrite() },
		"LoseConnection": func(r *reader) { r.LoseConnection() },
		"Abort":          func(r *reader) { r.Abort() },
	} {
		r, w := connected()
		close(r)
		p := &stopped{Producer: w}
		r.RegisterProducer(p, true)
		r.receiver().ReadConnectionLost()
		if p.times != 1 {
			t.Errorf("after %s it was stopped %d times", name, p.times)
		}
	}
}

func TestAPanicInALineThatWasWaitingAborts(t *testing.T) {
	r, w := connected()
	r.do["bang"] = func() { panic(errTest) }
	r.PauseProducing()
	receive(r.receiver(), "bang\nand on\n")
	w.asked = nil
	value := func() (value any) {
		defer func() { value = recover() }()
		r.ResumeProducing()
		return nil
	}()
	panicked, ok := value.(*panics.Error)
	if !ok || panicked.Value != errTest { // the loop's to log, and hard on who called
		t.Errorf("it panicked with %v", value)
	}
	w.expect(t, "abort")
	r.receiver().ConnectionLost(net.ErrClosed)
	r.expect(t, "bang", "lost: panic: no ink")
}

var errTest = errors.New("no ink")

func TestAPanicInALineLeavesTheReceiverUsable(t *testing.T) {
	r, _ := connected()
	r.do["bang"] = func() { panic("bang") }
	func() {
		defer func() { recover() }()
		receive(r.receiver(), "bang\non\n")
	}()
	r.ResumeProducing()
	receive(r.receiver(), "and on\n")
	r.expect(t, "bang", "on", "and on")
}

func TestTheHandlersNameIsTheReceivers(t *testing.T) {
	r, _ := connected()
	if got := fmt.Sprint(r.receiver()); got != "the reader" {
		t.Error(got)
	}
	if got := fmt.Sprint(&LineReceiver{Handler: silent{}}); got != "protocol.silent" {
		t.Error(got)
	}
}

// FuzzAnyCuttingGivesTheSameLines compares the receiver with strings.Split, which sees it all at once.
func FuzzAnyCuttingGivesTheSameLines(f *testing.F) {
	f.Add("one\r\ntwo\r\n\r\nthree", []byte{3, 1, 5}, uint8(0), uint8(10), false)
	f.Add("a\nbb\r\nccccccccc\n\n", []byte{1}, uint8(1), uint8(3), true)
	f.Add("xababababyabab", []byte{2}, uint8(2), uint8(1), false)
	f.Fuzz(func(t *testing.T, text string, cuts []byte, which, limit uint8, pause bool) {
		delimiter := []string{"\r\n", "\n", "abab", "--"}[which%4]
		r, w := new(reader), new(wire)
		l := &LineReceiver{Handler: r, Delimiter: delimiter, MaxLength: 1 + int(limit)}
		l.ConnectionMade(w)

		want := strings.Split(text, delimiter)
		unfinished := want[len(want)-1]
		want = want[:len(want)-1]
		tooLong := len(unfinished) > l.MaxLength+len(delimiter)
		for i, line := range want {
			if delimiter == "\n" {
				line = strings.TrimSuffix(line, "\r")
			}
			if want[i] = line; len(line) > l.MaxLength {
				want, tooLong = want[:i], true // none comes after it
				break
			}
		}

		for i := 0; text != ""; i++ {
			n := len(text)
			if len(cuts) > 0 {
				n = min(n, 1+int(cuts[i%len(cuts)]))
			}
			if pause {
				l.PauseProducing()
			}
			told := len(r.told)
			receive(l, text[:n])
			if pause {
				if len(r.told) > told {
					t.Fatal("told something while pausing")
				}
				l.ResumeProducing()
			}
			text = text[n:]
			if len(l.rest) > l.MaxLength+len(delimiter) {
				t.Fatalf("%d bytes kept for lines of %d", len(l.rest), l.MaxLength)
			}
		}
		r.expect(t, want...)
		if w.closed != tooLong {
			t.Fatalf("hung up: %v, and a line is too long: %v", w.closed, tooLong)
		}
	})
}

func TestAReceiverMayBeUsedForAnotherConnection(t *testing.T) {
	r := new(reader)
	l := &LineReceiver{Handler: r, Delimiter: "\n", MaxLength: 4}
	for name, leave := range map[string]func(){
		"in a line":      func() { receive(l, "hal") },
		"in a long line": func() { receive(l, "a long li") },
		"paused":         func() { l.PauseProducing() },
		"closing":        func() { l.LoseConnection() },
	} {
		l.ConnectionMade(new(wire))
		leave()
		l.ConnectionLost(io.EOF)
		r.told = nil
		l.ConnectionMade(new(wire))
		receive(l, "new\n")
		if !slices.Equal(r.told, []string{"new"}) {
			t.Errorf("after an end %s it told %q", name, r.told)
		}
		l.ConnectionLost(io.EOF)
		r.expect(t, "new", "lost: EOF")
	}
}

func TestNothingIsKeptAfterTheEnd(t *testing.T) {
	r, _ := connected()
	r.LoseConnection()
	receive(r.receiver(), "half a line")
	if r.receiver().rest != nil {
		t.Error("a receiver that is closing keeps what comes")
	}
}
