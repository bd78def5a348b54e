package socket_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
	. "slowpoetry/code/socket"
)

// A world is a stack to test, and the network its peers live on. Peers block, on goroutines of
// their own, so that nothing that is tested is tested against itself; but see worldNetwork.
type world struct {
	*testing.T
	stack   Stack
	network Network
	virtual bool // time passes only when all wait
}

// inEachWorld runs a test against every implementation that this machine has, against the
// portable one on a network in memory, in virtual time, and against the one of package sim, on a
// good network and on a slow one.
func inEachWorld(t *testing.T, test func(w *world)) {
	for _, stack := range implementations() {
		t.Run(stack.Name(), func(t *testing.T) {
			noLeaks(t)
			test(&world{t, stack, program.System, false})
		})
	}
	t.Run("simulated", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { // which finds leaks by itself
			network := new(sim.Network)
			test(&world{t, Portable(network), network, true})
		})
	})
	slow := sim.Conditions{MinLatency: time.Millisecond, MaxLatency: 20 * time.Millisecond, ReceiveBuffer: 30_000}
	for i, conditions := range []sim.Conditions{{}, slow} {
		t.Run([]string{"world", "slow world"}[i], func(t *testing.T) {
			conditions.Outside = true
			stack := sim.NewWorld(conditions)
			test(&world{t, stack, worldNetwork{stack}, false})
		})
	}
}

// implementations returns the stacks that work on this machine, its own first.
func implementations() []Stack {
	own, overNet := Over(program.System), Portable(program.System)
	if own.Name() == overNet.Name() {
		return []Stack{own}
	}
	return []Stack{own, overNet}
}

// patience is how long anything may take before we call it stuck.
const patience = time.Minute

// noLeaks fails the test if it leaves goroutines or descriptors behind.
func noLeaks(t *testing.T) {
	startNetpoller()
	descriptors := func() (n int) {
		files, _ := filepath.Glob("/proc/self/fd/*") // none, where there is no such thing
		for _, file := range files {
			if kind, _ := os.Readlink(file); !strings.HasPrefix(kind, "/") {
				n++ // a socket, a pipe, an epoll instance
			}
		}
		return n
	}
	goroutines := func() int {
		stacks := make([]byte, 1<<20)
		return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "created by slowpoetry/code/socket")
	}
	open, running := descriptors(), goroutines()
	t.Cleanup(func() {
		// What was closed may take a moment to be gone.
		for end := time.Now().Add(patience); time.Now().Before(end); runtime.Gosched() {
			if goroutines() <= running && descriptors() <= open {
				return
			}
		}
		t.Errorf("left behind: %d goroutines, %d descriptors", goroutines()-running, descriptors()-open)
	})
}

// startNetpoller has the Go runtime open the descriptors that it keeps for good.
var startNetpoller = sync.OnceFunc(func() {
	if l, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		l.Close()
	}
})

// needsGoroutines skips a test whose peers do something while the test waits.
func (w *world) needsGoroutines() {
	if w.stack.Name() == "simulated" {
		w.Skip("a sim.World has one goroutine, so its peers cannot have others; package sim has a test for this")
	}
}

// now returns the time as the stack has it.
func (w *world) now() time.Duration {
	if stack, ok := w.stack.(*sim.World); ok {
		return stack.Now()
	}
	return time.Since(began)
}

var began = time.Now()

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) poller() Poller {
	w.Helper()
	p, err := w.stack.NewPoller()
	w.no(err)
	w.Cleanup(func() { p.Close() })
	return p
}

func (w *world) listen() Listener {
	w.Helper()
	return w.listenAt("127.0.0.1:0")
}

func (w *world) listenAt(address string) Listener {
	w.Helper()
	l, err := w.stack.Listen(address)
	w.no(err)
	w.Cleanup(func() { l.Close() })
	return l
}

func (w *world) connect(address string) Socket {
	w.Helper()
	s, err := w.stack.Connect(address)
	w.no(err)
	w.Cleanup(func() { s.Close() })
	return s
}

// refusing returns an address where nobody listens.
func (w *world) refusing() string {
	w.Helper()
	return "127.0.0.1:" + programtest.UnusedPort(w)
}

// A peerConn is the other end: a blocking connection of package net, or of sim.
type peerConn interface {
	net.Conn
	CloseWrite() error
	SetLinger(int) error
}

// pair returns a socket that is connected, and its peer.
func (w *world) pair() (Socket, peerConn) {
	w.Helper()
	l, err := w.network.Listen(context.Background(), "tcp", "127.0.0.1:0")
	w.no(err)
	defer l.Close()
	s := w.connect(l.Addr().String())
	conn, err := l.Accept()
	w.no(err)
	w.Cleanup(func() { conn.Close() })
	w.await(s, Writable)
	w.no(s.ConnectError())
	return s, conn.(peerConn)
}

// await returns when the source, which is in no poller, is ready.
func (w *world) await(s Source, interest Interest) {
	w.Helper()
	p, err := w.stack.NewPoller()
	w.no(err)
	defer p.Close()
	w.no(p.Add(s, interest, nil))
	w.one(p, s, interest)
	w.no(p.Delete(s))
}

// one expects that the next Wait reports this source as ready for this.
func (w *world) one(p Poller, s Source, ready Interest) {
	w.Helper()
	var events [8]Event
	n, err := p.Wait(events[:], patience)
	if err != nil || n != 1 || events[0].Source != s || events[0].Ready != ready {
		w.Fatalf("Wait = %d %v, %v; want the one source, ready for %d", n, events[:n], err, ready)
	}
}

// none expects that Wait has nothing to report.
func (w *world) none(p Poller) {
	w.Helper()
	if w.virtual {
		synctest.Wait()
	}
	var events [8]Event
	if n, err := p.Wait(events[:], 0); n != 0 || err != nil {
		w.Fatalf("Wait = %d %v, %v; want nothing", n, events[:n], err)
	}
}

// read reads until want has come, or an error, as a program would that has nothing else to do.
func (w *world) read(s Socket, want int) (text []byte, err error) {
	w.Helper()
	buffer := make([]byte, 1000)
	for len(text) < want {
		n, err := s.Read(buffer)
		text = append(text, buffer[:n]...)
		if errors.Is(err, ErrWouldBlock) {
			w.await(s, Readable)
		} else if err != nil {
			return text, err
		}
	}
	return text, nil
}

// expect expects these words, and then the end.
func (w *world) expect(s Socket, words string) {
	w.Helper()
	text, err := w.read(s, len(words)+1)
	if string(text) != words || err != io.EOF {
		w.Fatalf("read %q, %v; want %q and the end", text, err, words)
	}
}

// say has the peer write, on the caller's goroutine: for short texts.
func (w *world) say(peer net.Conn, words string) {
	w.Helper()
	_, err := io.WriteString(peer, words)
	w.no(err)
}
