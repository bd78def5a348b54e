package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"slices"
	"strings"
	"testing"
)

// A listener is a handler of netstrings that notes what it is told, and does what the test says on
// the way.
type listener struct {
	NetstringTransport
	told []string
	lost error
	do   map[string]func()
}

func (l *listener) ConnectionMade(t NetstringTransport) { l.NetstringTransport = t }
func (l *listener) ConnectionLost(reason error)         { l.lost = reason }
func (l *listener) String() string                      { return "the listener" }

func (l *listener) NetstringReceived(text []byte) {
	l.told = append(l.told, string(text))
	if f := l.do[string(text)]; f != nil {
		f()
	}
}

func (l *listener) receiver() *NetstringReceiver { return l.NetstringTransport.(*NetstringReceiver) }

func (l *listener) expect(t *testing.T, told ...string) {
	t.Helper()
	if !slices.Equal(l.told, told) {
		t.Errorf("told %q\nwant %q", l.told, told)
	}
	l.told = nil
}

// listening returns a listener whose netstrings have at most so many bytes, and its wire.
func listening(limit int) (*listener, *wire) {
	l, w := &listener{do: make(map[string]func())}, new(wire)
	(&NetstringReceiver{Handler: l, MaxLength: limit}).ConnectionMade(w)
	return l, w
}

// hear passes pieces to the receiver, in a buffer that has other uses afterwards.
func (l *listener) hear(pieces ...string) {
	for _, piece := range pieces {
		buffer := []byte(piece)
		l.receiver().DataReceived(buffer)
		clear(buffer)
	}
}

func TestNetstringsComeOutWholeHoweverTheyAreCut(t *testing.T) {
	const stream = "5:hello,0:,12:a:b,c\n\x00\xffdef,,1:,,3:end,4:unf"
	for size := 1; size <= len(stream); size++ {
		l, w := listening(0)
		for piece := range slices.Chunk([]byte(stream), size) {
			l.hear(string(piece))
		}
		l.expect(t, "hello", "", "a:b,c\n\x00\xffdef,", ",", "end")
		w.expect(t)
	}
}

func TestAppendNetstring(t *testing.T) {
	for text, want := range map[string]string{"": "0:,", "x": "1:x,", "Malmö": "6:Malmö,", strings.Repeat("-", 10): "10:----------,"} {
		if got := AppendNetstring([]byte("so: "), text); string(got) != "so: "+want {
			t.Errorf("%q", got)
		}
		if got := AppendNetstring(nil, []byte(text)); string(got) != want {
			t.Errorf("%q", got)
		}
	}
	l, w := listening(0)
	if err := l.WriteNetstring("hello"); err != nil || w.sent.String() != "5:hello," {
		t.Errorf("sent %q, %v", w.sent.String(), err)
	}
	l.Abort()
	if err := l.WriteNetstring("hello"); err != net.ErrClosed {
		t.Error(err)
	}
}

// What is no netstring ends the connection at the first byte that shows it, whatever follows.
func TestWhatIsNoNetstringEndsTheConnection(t *testing.T) {
	for bad, want := range map[string]error{
		"x":                     ErrNetstringNoLength,
		":":                     ErrNetstringNoLength,
		",":                     ErrNetstringNoLength,
		"-":                     ErrNetstringNoLength,
		"+":                     ErrNetstringNoLength,
		" ":                     ErrNetstringNoLength,
		"\n":                    ErrNetstringNoLength,
		"٣":                     ErrNetstringNoLength, // a digit, but none of ours
		"00":                    ErrNetstringZero,
		"01":                    ErrNetstringZero,
		"1 ":                    ErrNetstringNoColon,
		"0,":                    ErrNetstringNoColon,
		"1_":                    ErrNetstringNoColon,
		"1e":                    ErrNetstringNoColon,
		"101":                   ErrNetstringTooLong,
		"200":                   ErrNetstringTooLong,
		"1000":                  ErrNetstringTooLong,
		"3:end.":                ErrNetstringNoComma,
		"0:0":                   ErrNetstringNoComma,
		"2:\xff\xff\xff":        ErrNetstringNoComma,
		"3:end\n":               ErrNetstringNoComma,
		strings.Repeat("1", 30): ErrNetstringTooLong,
	} {
		for _, together := range []bool{true, false} {
			l, w := listening(100)
			if together {
				l.hear("2:go," + bad + "2:no,")
			} else {
				l.hear(strings.Split("2:go,"+bad+"2:no,", "")...)
			}
			w.expect(t, "lose")
			l.expect(t, "go")
			l.receiver().ConnectionLost(net.ErrClosed)
			if l.lost != want {
				t.Errorf("%q: lost by %v, want %v", bad, l.lost, want)
			}
			if n := l.receiver(); n.rest != nil {
				t.Errorf("%q: %d bytes are kept", bad, len(n.rest))
			}
		}
		l, w := listening(100)
		l.hear(bad[:len(bad)-1])
		if len(bad) > 3 && want == ErrNetstringTooLong || bad == "٣" {
			continue // it was known sooner
		}
		w.expect(t)
		l.hear(bad[len(bad)-1:])
		w.expect(t, "lose")
	}
}

func TestTheLimitIsTheLastThatIsTaken(t *testing.T) {
	for _, limit := range []int{1, 4, 9, 10, 99, 100, 12_345} {
		l, w := listening(limit)
		l.hear(string(AppendNetstring(nil, strings.Repeat("x", limit))))
		w.expect(t)
		l.expect(t, strings.Repeat("x", limit))
		l.hear(fmt.Sprint(limit + 1))
		w.expect(t, "lose")
	}
	l, w := listening(0)
	l.hear("99999")
	w.expect(t)
	l, w = listening(0)
	l.hear("100000")
	w.expect(t, "lose")
	l, w = listening(math.MaxInt)
	l.hear(fmt.Sprint(math.MaxInt))
	w.expect(t)
	l.hear("0")
	w.expect(t, "lose")
}

// An announcement costs nothing, and content as much as has come.
func TestMemoryIsForWhatHasCome(t *testing.T) {
	l, _ := listening(math.MaxInt)
	l.hear(fmt.Sprint(math.MaxInt), ":")
	if n := l.receiver(); n.rest != nil {
		t.Errorf("%d bytes are kept after an announcement", cap(n.rest))
	}
	for range 1000 {
		l.hear("0123456789")
		if n := l.receiver(); cap(n.rest) > 64+2*len(n.rest) {
			t.Fatalf("%d bytes for %d", cap(n.rest), len(n.rest))
		}
	}
	l.ConnectionLost(io.EOF)

	l, _ = listening(99_999)
	for piece := range slices.Chunk(append(AppendNetstring(nil, make([]byte, 99_999)), "5:hel"...), 1_000) {
		l.hear(string(piece))
	}
	if n := l.receiver(); n.size > 64 { // the rest would hold what it is the rest of
		t.Errorf("%d bytes are kept for %q", n.size, n.rest)
	}
	l.hear("lo,")
	if n := l.receiver(); n.rest != nil || l.told[1] != "hello" {
		t.Error("an idle connection holds memory")
	}
}

func TestWholeNetstringsAreNotCopied(t *testing.T) {
	l, _ := listening(0)
	data, n := []byte("5:hello,0:,"), l.receiver()
	n.Handler = deaf{}
	if n := testing.AllocsPerRun(100, func() { n.DataReceived(data) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

type deaf struct{}

func (deaf) ConnectionMade(NetstringTransport) {}
func (deaf) NetstringReceived([]byte)          {}
func (deaf) ConnectionLost(error)              {}

func TestAnEndInTheMiddleIsNoEnd(t *testing.T) {
	for sent, want := range map[string]error{
		"": io.EOF, "5:hello,": io.EOF, "0:,": io.EOF,
		"5": io.ErrUnexpectedEOF, "5:": io.ErrUnexpectedEOF, "0:": io.ErrUnexpectedEOF,
		"5:hell": io.ErrUnexpectedEOF, "5:hello": io.ErrUnexpectedEOF, "5:hello,1": io.ErrUnexpectedEOF,
	} {
		l, w := listening(0)
		l.hear(sent)
		l.receiver().ReadConnectionLost()
		w.expect(t, "lose")
		l.receiver().ConnectionLost(net.ErrClosed)
		if l.lost != want {
			t.Errorf("after %q and a half-close: %v, want %v", sent, l.lost, want)
		}
		l, _ = listening(0)
		l.hear(sent)
		l.receiver().ConnectionLost(io.EOF)
		if l.lost != want {
			t.Errorf("after %q: %v, want %v", sent, l.lost, want)
		}
		l, _ = listening(0)
		l.hear(sent)
		l.receiver().ConnectionLost(errTest)
		if l.lost != errTest {
			t.Errorf("after %q and a break: %v", sent, l.lost)
		}
	}
	l, _ := listening(0)
	l.hear("5:hel")
	l.LoseConnection()
	l.receiver().ConnectionLost(net.ErrClosed)
	if l.lost != net.ErrClosed { // it was we who left, and do not care
		t.Error(l.lost)
	}
}

// halfListener goes on when the other end has said all, unless that was not all of a netstring.
type halfListener struct {
	listener
	ended bool
}

func (h *halfListener) ReadConnectionLost() { h.ended = true }

func TestAHalfCloseBetweenNetstringsIsTheHandlersBusiness(t *testing.T) {
	for sent, want := range map[string]bool{"": true, "1:x,": true, "1:x": false} {
		h, w := &halfListener{}, new(wire)
		n := &NetstringReceiver{Handler: h}
		n.ConnectionMade(w)
		h.hear(sent)
		n.ReadConnectionLost()
		if h.ended != want || (len(w.asked) == 0) != want {
			t.Errorf("after %q: %v, %q", sent, h.ended, w.asked)
		}
	}
}

func TestPausingInANetstringKeepsTheNext(t *testing.T) {
	l, w := listening(0)
	l.do["stop"] = func() { l.PauseProducing() }
	l.hear("2:go,4:stop,2:go,4:sto", "p,3:end,1:u")
	l.expect(t, "go", "stop")
	w.expect(t, "pause")
	l.ResumeProducing()
	l.expect(t, "go", "stop") // in which it paused again
	w.expect(t, "pause")
	l.ResumeProducing()
	l.expect(t, "end")
	w.expect(t, "resume")
	l.hear(",")
	l.expect(t, "u")
}

func TestAfterTheEndNoNetstringComes(t *testing.T) {
	for name, leave := range map[string]func(l *listener){
		"lose":  func(l *listener) { l.LoseConnection() },
		"abort": func(l *listener) { l.Abort() },
	} {
		l, w := listening(0)
		l.do["bye"] = func() { leave(l) }
		l.hear("3:bye,10:still here", ",")
		l.ResumeProducing()
		l.expect(t, "bye")
		if w.asked[0] != name {
			t.Errorf("asked for %q, want %q", w.asked, name)
		}
	}
}

func TestANetstringReceiverMayBeUsedAgain(t *testing.T) {
	l, _ := listening(5)
	n := l.receiver()
	for _, half := range []string{"3", "3:", "3:ab", "x", "9"} {
		l.hear(half)
		n.ConnectionLost(io.EOF)
		n.ConnectionMade(new(wire))
		l.hear("3:new,")
		l.expect(t, "new")
		n.ConnectionLost(io.EOF)
		n.ConnectionMade(new(wire))
	}
	if fmt.Sprint(n) != "the listener" {
		t.Error(n)
	}
}

// reference takes netstrings off a stream that it has all of, and says how it ended.
func reference(stream []byte, limit int) (texts []string, end error) {
	for len(stream) > 0 {
		digits := 0
		for digits < len(stream) && '0' <= stream[digits] && stream[digits] <= '9' {
			digits++
		}
		number := string(stream[:digits])
		length := 0
		for i, c := range number {
			if i > 0 && number[0] == '0' {
				return texts, ErrNetstringZero
			}
			if length = 10*length + int(c-'0'); length > limit {
				return texts, ErrNetstringTooLong
			}
		}
		stream = stream[digits:]
		switch {
		case len(stream) == 0:
			return texts, io.ErrUnexpectedEOF
		case digits == 0:
			return texts, ErrNetstringNoLength
		case stream[0] != ':':
			return texts, ErrNetstringNoColon
		case len(stream) < length+2:
			return texts, io.ErrUnexpectedEOF
		case stream[length+1] != ',':
			return texts, ErrNetstringNoComma
		}
		texts = append(texts, string(stream[1:length+1]))
		stream = stream[length+2:]
	}
	return texts, io.EOF
}

// FuzzAnyCuttingGivesTheSameNetstrings compares the receiver with a reader that sees it all at once.
func FuzzAnyCuttingGivesTheSameNetstrings(f *testing.F) {
	f.Add([]byte("5:hello,0:,3:end,"), []byte{3, 1, 5}, uint8(0), uint8(0))
	f.Add([]byte("12:GET / HTTP/1,"), []byte{1}, uint8(99), uint8(1))
	f.Add([]byte("01:x,"), []byte{}, uint8(9), uint8(2))
	f.Add([]byte("9999999999999999999999:"), []byte{7}, uint8(255), uint8(0))
	f.Add([]byte("3:abc;3:def,"), []byte{2}, uint8(3), uint8(3))
	f.Add([]byte("-1:x,"), []byte{2}, uint8(3), uint8(0))
	f.Add([]byte("4:"), []byte{1}, uint8(4), uint8(0))
	f.Fuzz(func(t *testing.T, stream, cuts []byte, limit, pauses uint8) {
		l, w := listening(1 + int(limit))
		n := l.receiver()
		want, end := reference(stream, n.MaxLength)
		rest := bytes.Clone(stream)
		for i := 0; len(rest) > 0; i++ {
			size := len(rest)
			if len(cuts) > 0 {
				size = min(size, 1+int(cuts[i%len(cuts)]))
			}
			if pause := pauses&(1<<(i%8)) != 0; pause {
				told := len(l.told)
				l.PauseProducing()
				l.hear(string(rest[:size]))
				if len(l.told) != told {
					t.Fatal("told something while pausing")
				}
				l.ResumeProducing()
			} else {
				l.hear(string(rest[:size]))
			}
			rest = rest[size:]
			if len(n.rest) > n.MaxLength+1 || n.closing && n.rest != nil || cap(n.rest) > 1_000 {
				t.Fatalf("%d bytes kept, in %d, for netstrings of %d", len(n.rest), cap(n.rest), n.MaxLength)
			}
		}
		closed := slices.Contains(w.asked, "lose")
		n.ReadConnectionLost()
		n.ConnectionLost(net.ErrClosed)
		if !slices.Equal(l.told, want) || !errors.Is(l.lost, end) {
			t.Fatalf("told %q, %v\nwant %q, %v", l.told, l.lost, want, end)
		}
		if malformed := end != io.EOF && end != io.ErrUnexpectedEOF; closed != malformed {
			t.Fatalf("closed: %v, %v", closed, end)
		}
		var again []byte
		for _, text := range l.told {
			again = AppendNetstring(again, text)
		}
		if !bytes.HasPrefix(stream, again) || end == io.EOF && len(again) != len(stream) {
			t.Fatalf("%q is %q when written again", stream, again)
		}
	})
}
