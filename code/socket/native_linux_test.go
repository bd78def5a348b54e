package socket_test

import (
	"errors"
	"io"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	. "slowpoetry/code/socket"
)

// storm sends a signal to the calling thread, again and again, until the test is over. It returns a
// count of them.
func storm(t *testing.T) *atomic.Int64 {
	runtime.LockOSThread()
	var sent atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	pid, thread := unix.Getpid(), unix.Gettid()
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				unix.Tgkill(pid, thread, unix.SIGURG) // which Go uses itself, and else ignores
				sent.Add(1)
				runtime.Gosched()
			}
		}
	}()
	t.Cleanup(func() {
		close(stop)
		<-stopped
		runtime.UnlockOSThread()
	})
	return &sent
}

func TestSignalsDoNotEndAWait(t *testing.T) {
	for _, coarse := range []bool{false, true} {
		p := nativeForTest(t)
		if coarse {
			Coarsen(p)
		}
		sent := storm(t)
		before := sent.Load()
		go func() {
			for sent.Load() < before+1000 {
				runtime.Gosched()
			}
			p.Wake()
		}()
		if n, err := p.Wait(make([]Event, 1), -1); n != 0 || err != nil || sent.Load() < before+1000 {
			t.Errorf("%d, %v after %d signals", n, err, sent.Load()-before)
		}
		start := time.Now()
		const timeout = 20 * time.Millisecond
		if n, err := p.Wait(make([]Event, 1), timeout); n != 0 || err != nil || time.Since(start) < timeout {
			t.Errorf("%d, %v after %v", n, err, time.Since(start))
		}
	}
}

func nativeForTest(t *testing.T) Poller {
	noLeaks(t)
	p, err := System.NewPoller()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// TestOldKernelsMilliseconds is for Linux before 5.11, whose timeouts are whole milliseconds.
func TestOldKernelsMillisecondsAreRoundedUp(t *testing.T) {
	p := nativeForTest(t)
	Coarsen(p)
	for _, timeout := range []time.Duration{0, 1, 999 * time.Microsecond, 1001 * time.Microsecond} {
		start := time.Now()
		n, err := WaitInTheKernel(p, timeout)
		if n != 0 || err != nil || time.Since(start) < timeout {
			t.Errorf("after %v of %v: %d, %v", time.Since(start), timeout, n, err)
		}
	}
}

// TestALoopDoesNotAllocate goes round a loop: wait, read, write back.
func TestALoopDoesNotAllocate(t *testing.T) {
	w := &world{t, System, Blocking, false}
	noLeaks(t)
	l := w.listen()
	client := w.connect(l.LocalAddr().String())
	w.await(l, Readable)
	server, err := l.Accept()
	w.no(err)
	defer server.Close()
	p := w.poller()
	w.no(p.Add(server, Readable, t))
	w.no(p.Add(client, Writable, nil))
	events, buffer := make([]Event, 4), make([]byte, 64)
	allocations := testing.AllocsPerRun(1000, func() {
		client.Write(buffer)
		p.Modify(client, Readable)
		for answered := false; !answered; {
			n, err := p.Wait(events, patience)
			if err != nil || n == 0 {
				t.Fatal(n, err)
			}
			for _, e := range events[:n] {
				s := e.Source.(Socket)
				n, err := s.Read(buffer)
				if err != nil {
					t.Fatal(err)
				}
				if s == client {
					answered = true
				} else if _, err := s.Write(buffer[:n]); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Read(buffer); err != ErrWouldBlock && s == server {
					t.Fatal(err)
				}
			}
		}
		p.Modify(client, Writable)
		p.Wake()
		p.Wait(events, -1)
	})
	if allocations != 0 {
		t.Errorf("%v allocations a round", allocations)
	}
}

// TestTooManyOpenFilesPasses takes away all descriptors and gives them back.
func TestTooManyOpenFilesPasses(t *testing.T) {
	w := &world{t, System, Blocking, false}
	noLeaks(t)
	l := w.listen()
	client := w.connect(l.LocalAddr().String())
	w.await(client, Writable)
	w.await(l, Readable)

	var limit syscall.Rlimit
	w.no(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	none := limit
	none.Cur = 0
	w.no(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none))
	_, acceptErr := l.Accept()
	_, connectErr := w.stack.Connect(l.LocalAddr().String())
	_, pollerErr := w.stack.NewPoller()
	w.no(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit))
	for _, err := range []error{acceptErr, connectErr, pollerErr} {
		if !errors.Is(err, syscall.EMFILE) {
			t.Errorf("%v", err)
		}
	}
	s, err := l.Accept()
	w.no(err)
	w.no(s.Close())
}

// TestBrokenPipeBeforeTheConnectionIsARefusal is for the BSDs: there a Write after a refusal says
// "broken pipe", and leaves the reason where ConnectError finds it.
func TestBrokenPipeBeforeTheConnectionIsARefusal(t *testing.T) {
	w := &world{t, System, Blocking, false}
	noLeaks(t)
	address := w.refusing()
	s := w.connect(address)
	w.await(s, Writable)
	for range 2 {
		err := WriteFailed(s, unix.EPIPE)
		if !errors.Is(err, refused) || err.Error() != "connect "+address+": connection refused" {
			t.Errorf("%v", err)
		}
	}
}

// TestWritesFailAsTheBSDsHaveIt is about errors that Linux does not have.
func TestWritesFailAsTheBSDsHaveIt(t *testing.T) {
	w := &world{t, System, Blocking, false}
	noLeaks(t)
	s, _ := w.pair()
	if err := WriteFailed(s, unix.ENOBUFS); err != ErrWouldBlock {
		t.Errorf("no buffers: %v", err)
	}
	if err := WriteFailed(s, unix.EPROTOTYPE); !errors.Is(err, unix.ECONNRESET) {
		t.Errorf("macOS: %v", err)
	}
}

// TestCallersAreTurnedAwayWhenNoFilesAreLeft takes all descriptors but those that are open.
func TestCallersAreTurnedAwayWhenNoFilesAreLeft(t *testing.T) {
	w := &world{t, System, Blocking, false}
	noLeaks(t)
	l := w.listen()
	var callers []Socket
	for range 3 {
		s := w.connect(l.LocalAddr().String())
		w.await(s, Writable)
		callers = append(callers, s)
	}
	p := w.poller()
	w.no(p.Add(l, Readable, nil))
	for _, s := range callers {
		w.no(p.Add(s, Readable, nil))
	}

	restore := noFilesLeft(t)
	defer restore()
	if _, err := l.Accept(); !errors.Is(err, syscall.EMFILE) || err.Error() != "accept: too many open files" {
		t.Errorf("%v", err)
	}
	for _, s := range callers {
		var events [8]Event
		if n, err := p.Wait(events[:], patience); n == 0 || err != nil {
			t.Fatalf("a caller still waits: %d, %v", n, err)
		}
		if _, err := s.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("%v", err)
		}
		w.no(p.Delete(s))
	}
	if _, err := l.Accept(); err != ErrWouldBlock {
		t.Errorf("nobody waits, and Accept says %v", err)
	}
	restore()
	late := w.connect(l.LocalAddr().String())
	w.one(p, l, Readable)
	s, err := l.Accept()
	w.no(err)
	w.no(s.Close())
	w.expect(late, "")
}

// noFilesLeft uses up the descriptors of this process, and returns a function that frees them.
func noFilesLeft(t *testing.T) (restore func()) {
	var limit syscall.Rlimit
	first, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err == nil {
		err = syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
	low := limit
	low.Cur = uint64(first) + 20 // higher than all that are open, so that each one closed makes room
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &low)
	}
	if err != nil {
		t.Fatal(err)
	}
	held := []int{first}
	for {
		fd, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != nil {
			break
		}
		held = append(held, fd)
	}
	return func() {
		for _, fd := range held {
			syscall.Close(fd)
		}
		held = nil
		syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
}

func TestSilentConnectionsAreAskedAfter(t *testing.T) {
	w := &world{t, System, Blocking, false}
	noLeaks(t)
	l := w.listen()
	client := w.connect(l.LocalAddr().String())
	w.await(l, Readable)
	server, err := l.Accept()
	w.no(err)
	defer server.Close()
	for _, s := range []Socket{client, server} {
		for _, want := range [][3]int{
			{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
			{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15},
			{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 15},
			{unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
		} {
			if got, err := unix.GetsockoptInt(Descriptor(s), want[0], want[1]); got != want[2] || err != nil {
				t.Errorf("option %d of %d is %d, %v", want[1], want[0], got, err)
			}
		}
	}
}
