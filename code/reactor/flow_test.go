package reactor

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/protocol"
)

// A puller is a producer that notes what it is told.
type puller struct {
	ask     func() // on ResumeProducing, if not nil
	stop    func() // on StopProducing, if not nil
	paused  int    // how often
	resumed int
	stopped bool
}

func (p *puller) PauseProducing() { p.paused++ }

func (p *puller) ResumeProducing() {
	p.resumed++
	if p.ask != nil {
		p.ask()
	}
}

func (p *puller) StopProducing() {
	p.stopped = true
	if p.stop != nil {
		p.stop()
	}
}

func TestPausedReadingLosesNothing(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		text := pattern(1 << 20)
		paused := false
		server := &talker{name: "server", onData: func(s *talker, data []byte) {
			if paused {
				t.Error("data received while paused")
			}
			before := len(s.received)
			s.received = append(s.received, data...)
			if len(s.received)>>16 == before>>16 {
				return
			}
			s.PauseProducing()
			paused = true
			w.CallLater(time.Millisecond, func() {
				paused = false
				s.ResumeProducing()
			})
		}}
		client := &talker{name: "client", onMade: func(c *talker) {
			c.Write(text)
			c.LoseConnection()
		}}
		w.talk(server, client)
		same(t, "text", server.received, text)
		ended(t, server, io.EOF)
	})
}

// TestOneWhoDoesNotReadHoldsUpTheOther has a reader who never reads, and a writer whose buffer
// therefore never empties.
func TestOneWhoDoesNotReadHoldsUpTheOther(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server", onMade: func(s *talker) { s.PauseProducing() }}
		client := &talker{name: "client", onMade: func(c *talker) { c.Write(w.much()) }}
		onceMade(server, client, func() {
			w.CallLater(100*time.Millisecond, func() {
				if len(client.Transport.(*connection).unsent) == 0 {
					t.Error("all of it went to one who does not read")
				}
				client.Abort()
				server.ResumeProducing()
			})
		})
		w.talk(server, client)
	})
}

// A spring is a producer that streams: it goes on by itself, a piece at a time, until it is paused
// or has nothing left.
type spring struct {
	puller
	w      *world
	to     protocol.Transport
	rest   func() // on PauseProducing
	left   []byte
	dry    bool // it is paused
	unsent int  // at most, right after a piece
}

func (s *spring) PauseProducing() {
	s.puller.PauseProducing()
	s.dry = true
	s.w.CallLater(time.Millisecond, s.rest)
}

func (s *spring) ResumeProducing() {
	s.puller.ResumeProducing()
	s.dry = false
	s.flow()
}

func (s *spring) flow() {
	if s.dry || s.stopped {
		return
	}
	n := min(len(s.left), 8<<10)
	s.to.Write(s.left[:n])
	s.left = s.left[n:]
	s.unsent = max(s.unsent, len(s.to.(*connection).unsent))
	if len(s.left) > 0 {
		s.w.CallLater(0, s.flow)
		return
	}
	s.to.UnregisterProducer()
}

func TestStreamingProducerIsHeldBetweenTheMarks(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		text := w.much()
		client := &talker{name: "client", onMade: func(c *talker) { c.PauseProducing() }}
		source := &spring{w: w, left: text}
		source.rest = func() {
			if client.made == 0 { // on a busy machine the server may be that much ahead
				w.CallLater(time.Millisecond, source.rest)
				return
			}
			client.ResumeProducing()
		}
		server := &talker{name: "server", onMade: func(s *talker) {
			source.to = s.Transport
			s.RegisterProducer(source, true)
			source.flow()
			s.LoseConnection() // when it has produced everything
		}}
		w.talk(server, client)
		same(t, "text", client.received, text)
		ended(t, server, net.ErrClosed)
		if source.unsent <= lowWater || source.unsent > highWater+8<<10 {
			t.Errorf("%d bytes waited", source.unsent)
		}
		if waiting := source.paused - source.resumed; source.paused == 0 || waiting < 0 || waiting > 1 || source.stopped {
			t.Errorf("paused %d times, resumed %d times, stopped %v", source.paused, source.resumed, source.stopped)
		}
	})
}

// TestProducerThatIsAskedNeedsNoMoreThanAPiece sends more than anybody would keep.
func TestProducerThatIsAskedNeedsNoMoreThanAPiece(t *testing.T) {
	const size = 64 << 10
	piece := pattern(size)
	inEachWorld(t, func(t *testing.T, w *world) {
		pieces := 10 * len(w.much()) / size // 100 MB
		asked, unsent := 0, 0
		source := &puller{}
		server := &talker{name: "server", onMade: func(s *talker) {
			source.ask = func() {
				unsent = max(unsent, len(s.Transport.(*connection).unsent))
				if asked++; asked > pieces {
					s.UnregisterProducer()
					s.LoseConnection()
					return
				}
				s.Write(piece)
			}
			s.RegisterProducer(source, false)
			if asked > 0 {
				t.Error("asked before RegisterProducer returned")
			}
		}}
		received := 0
		client := &talker{name: "client", onData: func(c *talker, data []byte) {
			for len(data) > 0 {
				n := min(len(data), size-received%size)
				if at := received % size; !bytes.Equal(data[:n], piece[at:at+n]) {
					t.Fatalf("what came after %d bytes is not what was sent", received)
				}
				received += n
				data = data[n:]
			}
		}}
		w.talk(server, client)
		if received != pieces*size || unsent != 0 || source.paused != 0 {
			t.Errorf("%d bytes received, %d waiting when asked for more, paused %d times", received, unsent, source.paused)
		}
	})
}

// A half of a proxy passes on what it receives to the other half, no faster than that can send it.
type half struct {
	talker
	other  *half
	unsent int
}

func (h *half) DataReceived(data []byte) {
	h.other.Write(data)
	h.unsent = max(h.unsent, len(h.other.Transport.(*connection).unsent))
}

func (h *half) ConnectionLost(reason error) {
	h.talker.ConnectionLost(reason)
	if h.other.Transport != nil {
		h.other.UnregisterProducer()
		h.other.LoseConnection()
	}
}

// awaitFullness has the sink read once the proxy cannot pass on any more.
func awaitFullness(w *world, far *half, sink *talker) {
	if !far.Transport.(*connection).flow.paused {
		w.CallLater(time.Millisecond, func() { awaitFullness(w, far, sink) })
		return
	}
	sink.ResumeProducing()
}

// TestProxyIsAsSlowAsItsReader has two transports that are producers of one another.
func TestProxyIsAsSlowAsItsReader(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		text := w.much()
		sink := &talker{name: "sink", onMade: func(s *talker) { s.PauseProducing() }}
		sink.onLost = func(*talker) { w.Stop() }
		sinkPort := w.listen(serving(sink))
		near, far := &half{talker: talker{name: "near"}}, &half{talker: talker{name: "far"}}
		near.other, far.other = far, near
		near.onMade = func(*talker) {
			near.PauseProducing() // until there is somewhere to send it
			w.connect(sinkPort, far)
		}
		far.onMade = func(*talker) {
			near.RegisterProducer(far, true)
			far.RegisterProducer(near, true)
			near.ResumeProducing()
			awaitFullness(w, far, sink)
		}
		source := &talker{name: "source", onMade: func(s *talker) {
			s.Write(text)
			s.LoseConnection()
		}}
		w.connect(w.listen(serving(near)), source)
		w.run()
		same(t, "text", sink.received, text)
		if near.unsent == 0 || near.unsent > highWater+len(w.buffer) {
			t.Errorf("%d bytes waited in the proxy", near.unsent)
		}
		if near.lost != 1 || far.lost != 1 || source.lost != 1 {
			t.Errorf("lost: near %d, far %d, source %d", near.lost, far.lost, source.lost)
		}
		ended(t, sink, io.EOF)
	})
}

func TestLostConnectionStopsItsProducerFirst(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		source := new(puller)
		server := &talker{name: "server", onMade: func(s *talker) {
			s.RegisterProducer(source, true)
			source.stop = func() {
				if s.lost > 0 {
					t.Error("ConnectionLost came before StopProducing")
				}
				if n, err := io.WriteString(s, "more"); n != 0 || err != net.ErrClosed {
					t.Errorf("Write from StopProducing: %d, %v", n, err)
				}
			}
		}}
		client := &talker{name: "client", onMade: func(c *talker) {
			io.WriteString(c, "?")
			c.LoseConnection()
		}}
		w.talk(server, client)
		if ended(t, server, io.EOF); !source.stopped {
			t.Error("the producer was not stopped")
		}
	})
}

func TestProducerMayWriteAfterLoseConnection(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server"}
		server.onMade = func(s *talker) {
			s.RegisterProducer(new(puller), true)
			s.LoseConnection()
			w.CallLater(10*time.Millisecond, func() {
				if n, err := io.WriteString(s, "the end"); n != 7 || err != nil || s.lost > 0 {
					t.Errorf("Write: %d, %v; lost %d times", n, err, s.lost)
				}
				s.UnregisterProducer()
				if n, err := io.WriteString(s, "!"); n != 0 || err != net.ErrClosed {
					t.Errorf("Write after that: %d, %v", n, err)
				}
			})
		}
		client := &talker{name: "client"}
		w.talk(server, client)
		if string(client.received) != "the end" {
			t.Errorf("received %q", client.received)
		}
		ended(t, server, net.ErrClosed)
	})
}

func TestAbortDoesNotWaitForTheProducer(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		source := new(puller)
		server := &talker{name: "server", onData: func(s *talker, data []byte) {
			s.RegisterProducer(source, true)
			s.Abort()
			if n, err := io.WriteString(s, "more"); n != 0 || err != net.ErrClosed {
				t.Errorf("Write after Abort: %d, %v", n, err)
			}
		}}
		client := &talker{name: "client", onMade: func(c *talker) { io.WriteString(c, "?") }}
		w.talk(server, client)
		if ended(t, server, net.ErrClosed); !source.stopped {
			t.Error("the producer was not stopped")
		}
	})
}

func TestSecondProducerPanics(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server"}
		panics := func(f func()) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		}
		server.onMade = func(s *talker) {
			s.RegisterProducer(new(puller), true)
			panics(func() { s.RegisterProducer(new(puller), true) })
			s.UnregisterProducer()
			s.RegisterProducer(new(puller), false)
			s.UnregisterProducer()
			s.LoseConnection()
		}
		w.talk(server, &talker{name: "client"})
	})
}

func TestAPanicInPauseProducingLosesNoBytes(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		text := w.much()
		client := &talker{name: "client"}
		client.onMade = func(c *talker) {
			c.RegisterProducer(startled{}, true)
			w.CallLater(0, func() { c.Write(text) }) // the panic is that of the call, not of a connection
		}
		server := &talker{name: "server", onData: func(s *talker, data []byte) {
			if s.received = append(s.received, data...); len(s.received) == len(text) {
				s.LoseConnection()
			}
		}}
		w.talk(server, client)
		same(t, "what the server received", server.received, text)
		if log := w.takeLog(); !strings.Contains(log, "panic=pause") {
			t.Errorf("the log says %q", log)
		}
	})
}

// A startled producer cannot be paused.
type startled struct{}

func (startled) PauseProducing()  { panic("pause") }
func (startled) ResumeProducing() {}
func (startled) StopProducing()   {}

func TestFailedWriteStopsTheProducerFirst(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var said []string
		server := &talker{name: "server"}
		client := &talker{name: "client", onLost: func(*talker) { said = append(said, "lost") }}
		client.onMade = func(c *talker) {
			c.RegisterProducer(&puller{stop: func() { said = append(said, "stop") }}, true)
			c.PauseProducing() // and so does not notice
		}
		onceMade(server, client, func() { w.CallLater(20*time.Millisecond, server.Abort) })
		server.onLost = func(*talker) {
			w.CallLater(80*time.Millisecond, func() {
				io.WriteString(client, "hello?")
				client.ResumeProducing() // reading finds out too, in the same turn
			})
		}
		w.talk(server, client)
		if got := strings.Join(said, " "); got != "stop lost" {
			t.Errorf("said %q", got)
		}
	})
}
