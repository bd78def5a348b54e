package reactor

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"slowpoetry/code/book/program"
)

// TestWhatWasWrittenArrivesThoughTheOtherEndTalks has a server that answers and leaves while its
// client has not said all, in both of the ways that come to that.
func TestWhatWasWrittenArrivesThoughTheOtherEndTalks(t *testing.T) {
	for name, leave := range map[string]func(w *world, s *talker){
		"at once":       func(w *world, s *talker) { s.LoseConnection() },
		"after a while": func(w *world, s *talker) { w.CallLater(20*time.Millisecond, s.LoseConnection) },
	} {
		t.Run(name, func(t *testing.T) {
			inEachWorld(t, func(t *testing.T, w *world) {
				answer := pattern(200 << 10)
				server := &talker{name: "server"}
				server.onData = func(s *talker, data []byte) {
					if s.received == nil {
						s.received = bytes.Clone(data)
						s.Write(answer)
						leave(w, s)
					}
				}
				client := &talker{name: "client", onMade: func(c *talker) {
					c.Write(pattern(100 << 10))
					c.PauseProducing() // and so does not fetch it at once
					w.CallLater(30*time.Millisecond, func() { io.WriteString(c, "and another thing") })
					w.CallLater(60*time.Millisecond, c.ResumeProducing)
				}}
				w.talk(server, client)
				same(t, "answer", client.received, answer)
				ended(t, client, io.EOF)
				ended(t, server, net.ErrClosed)
			})
		})
	}
}

// TestAPausedConnectionThatLeavesHearsTheOtherEndFinish has a server that reads nothing when it
// leaves. To close with something unread would be a reset, and to wait for the deadline a waste.
func TestAPausedConnectionThatLeavesHearsTheOtherEndFinish(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		answer, left := pattern(200<<10), time.Duration(0)
		server := &talker{name: "server"}
		server.onData = func(s *talker, data []byte) {
			s.PauseProducing()
			s.Write(answer)
			left = w.Now()
			s.LoseConnection()
		}
		server.onLost = func(*talker) {
			if took := w.Now() - left; took >= lingerTime && (w.virtual || w.sim != nil) { // others are busy
				t.Errorf("it took %v to leave", took)
			}
		}
		client := &talker{name: "client", onMade: func(c *talker) { c.Write(pattern(100 << 10)) }}
		w.talk(server, client)
		same(t, "answer", client.received, answer)
		ended(t, client, io.EOF)
		ended(t, server, net.ErrClosed)
	})
}

// deaf connects a server that leaves at once to a client that neither reads nor finishes.
func deaf(w *world) (server, client *talker, made func(f func())) {
	server, client = &talker{name: "server"}, &talker{name: "client"}
	client.onMade = func(c *talker) { c.PauseProducing() }
	return server, client, func(f func()) {
		onceMade(server, client, func() {
			io.WriteString(server, "go away")
			server.LoseConnection()
			f()
		})
		w.connect(w.listen(serving(server)), client)
		w.run()
	}
}

func TestAConnectionDoesNotLingerForEver(t *testing.T) {
	w := simulated(t, 1)
	server, client, play := deaf(w)
	began := time.Duration(0)
	server.onLost = func(*talker) {
		if took := w.Now() - began; took != lingerTime {
			t.Errorf("it lingered for %v", took)
		}
		client.ResumeProducing()
	}
	client.onLost = func(*talker) { w.Stop() }
	play(func() { began = w.Now() })
	ended(t, server, net.ErrClosed)
	if string(client.received) != "go away" {
		t.Errorf("received %q", client.received)
	}
}

func TestStopDoesNotWaitForALingeringConnection(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server, client, play := deaf(w)
		play(func() { w.CallLater(50*time.Millisecond, func() { w.Stop() }) })
		ended(t, server, net.ErrClosed) // for all was sent
		ended(t, client, ErrStopped)
		if len(w.agenda.slots) > 0 {
			t.Error("somebody still waits for the end of it")
		}
	})
}

func TestAbortEndsLingering(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server, client, play := deaf(w)
		server.onLost = func(*talker) { client.ResumeProducing() }
		client.onLost = func(*talker) { w.Stop() }
		play(func() { w.CallLater(50*time.Millisecond, server.Abort) })
		ended(t, server, net.ErrClosed)
		if len(w.agenda.slots) > 0 {
			t.Error("it still lingers")
		}
	})
}

// TestAnUnfinishedAnswerHasNoCleanEnd stops a reactor in the middle of what it has to say.
func TestAnUnfinishedAnswerHasNoCleanEnd(t *testing.T) {
	for name, begin := range map[string]func(w *world, s *talker){
		"bytes wait":       func(w *world, s *talker) { s.Write(w.much()) },
		"closing":          func(w *world, s *talker) { s.Write(w.much()); s.LoseConnection() },
		"a producer waits": func(w *world, s *talker) { io.WriteString(s, "half"); s.RegisterProducer(new(puller), true) },
	} {
		t.Run(name, func(t *testing.T) {
			inRealWorlds(t, func(t *testing.T, w *world) {
				server := &talker{name: "server", onMade: func(s *talker) {
					begin(w, s)
					w.CallLater(50*time.Millisecond, func() { w.Stop() })
				}}
				conn, err := program.System.DialContext(t.Context(), "tcp", w.listen(serving(server)).LocalAddr().String())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				w.run()
				ended(t, server, ErrStopped)
				if got, err := io.ReadAll(conn); err == nil {
					t.Errorf("%d bytes, and then a clean end", len(got))
				}
			})
		})
	}
}

// TestTheLastWordsReachAPausedProtocol writes, while paused, to somebody who has left for good.
func TestTheLastWordsReachAPausedProtocol(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		server := &talker{name: "server"}
		client := &talker{name: "client", onMade: func(c *talker) { c.PauseProducing() }}
		client.onData = func(c *talker, data []byte) {
			if c.received == nil {
				c.PauseProducing() // in the middle of them, once more
				w.CallLater(20*time.Millisecond, c.ResumeProducing)
			}
			c.received = append(c.received, data...)
		}
		words := pattern(100_000)
		if w.virtual || w.sim != nil {
			words = words[:50_000] // what they deliver to one who does not read
		}
		onceMade(server, client, func() {
			server.Write(words)
			w.CallLater(30*time.Millisecond, server.Abort)
			for i := 2; i < 5; i++ {
				w.CallLater(time.Duration(i)*30*time.Millisecond, func() { io.WriteString(client, "wait!") })
			}
			w.CallLater(200*time.Millisecond, func() {
				if client.lost > 0 {
					t.Error("lost while there was something to read")
				}
				client.ResumeProducing()
			})
		})
		w.talk(server, client)
		if w.Stack().Name() == "epoll" && !w.virtual && w.sim == nil {
			same(t, "last words", client.received, words)
		} else if len(client.received) == 0 {
			t.Error("no last words")
		}
	})
}
