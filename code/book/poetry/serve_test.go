package poetry_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// A server is poetry.Serve, running on a network in memory, on port 10001.
type server struct {
	network        sim.Network
	stdout, stderr bytes.Buffer // to be read when it has ended
	trace          *trace.Recorder
	interrupt      context.CancelFunc
	ended          sync.WaitGroup
	status         int
}

// serving runs a test beside a server that is interrupted when the test is over, if not before.
func serving(t *testing.T, args []string, test func(t *testing.T, s *server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &server{trace: trace.New()}
		var ctx context.Context
		ctx, s.interrupt = context.WithCancel(t.Context())
		env := &program.Env{Stdout: &s.stdout, Stderr: &s.stderr, Net: &s.network, Trace: s.trace}
		programs := []program.Program{{Name: "serve", Run: poetry.Serve}}
		s.ended.Go(func() {
			s.status = program.Run(ctx, env, "", programs, append([]string{"serve", "-port", "10001"}, args...))
		})
		synctest.Wait()
		test(t, s)
		s.interrupt()
		s.ended.Wait()
	})
}

func (s *server) dial(t *testing.T) *sim.Conn {
	t.Helper()
	conn, err := s.network.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
	if err != nil {
		t.Fatal(err)
	}
	return conn.(*sim.Conn)
}

// lines returns what it has said, in alphabetical order.
func (s *server) lines() []string {
	s.ended.Wait()
	lines := strings.Split(strings.TrimSuffix(s.stderr.String(), "\n"), "\n")
	slices.Sort(lines)
	return lines
}

func TestServeRecitesToAllAtOnce(t *testing.T) {
	serving(t, []string{"-poem", "tide", "-bytes", "100", "-delay", "1s"}, func(t *testing.T, s *server) {
		tide, _ := poetry.Find("tide")
		start := time.Now()
		var clients sync.WaitGroup
		for range 100 {
			conn := s.dial(t)
			clients.Go(func() {
				defer conn.Close()
				text, err := io.ReadAll(conn)
				if err != nil || !bytes.Equal(text, tide.Text) || time.Since(start) != 4*time.Second {
					t.Errorf("after %v: %q, %v", time.Since(start), text, err)
				}
			})
		}
		clients.Wait()
		s.interrupt()
		if said := s.lines(); len(said) != 100 || said[0] != "client 1 has heard it all" || s.status != 0 {
			t.Errorf("status %d, said %q", s.status, said)
		}
		if got := s.stdout.String(); got != "Serving tide on 127.0.0.1:10001\n" {
			t.Errorf("printed %q", got)
		}
		lanes := s.trace.Trace().Lanes()
		if len(lanes) != 100 || lanes[0].Task != "client 1" || lanes[0].Total(trace.Wait) != 4*time.Second || len(lanes[0].Moments) != 5 {
			t.Errorf("the trace has %d lanes, the first of them %+v", len(lanes), lanes[0])
		}
	})
}

func TestServeSaysHowEachClientLeft(t *testing.T) {
	serving(t, []string{"-poem", "tide", "-bytes", "100", "-delay", "1s"}, func(t *testing.T, s *server) {
		early, patient := s.dial(t), s.dial(t)
		time.Sleep(1500 * time.Millisecond)
		early.Close()
		io.Copy(io.Discard, patient)
		patient.Close()
		late := s.dial(t)
		time.Sleep(1500 * time.Millisecond)
		s.interrupt()
		io.Copy(io.Discard, late)
		late.Close()
		said := s.lines()
		if len(said) != 3 || !strings.HasPrefix(said[0], "client 1 left early: ") ||
			said[1] != "client 2 has heard it all" || said[2] != "client 3 has not heard the end" {
			t.Errorf("said %q", said)
		}
	})
}

func TestServeRecitesToAClientThatTalks(t *testing.T) {
	serving(t, []string{"-poem", "tide", "-delay", "0s"}, func(t *testing.T, s *server) {
		tide, _ := poetry.Find("tide")
		conn := s.dial(t)
		defer conn.Close()
		if _, err := conn.Write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(conn); err != nil || !bytes.Equal(text, tide.Text) {
			t.Errorf("%q, %v", text, err)
		}
	})
}

func TestServeEndsAtOnceBesideAClientThatIsDeaf(t *testing.T) {
	serving(t, []string{"-bytes", "100", "-delay", "0s"}, func(t *testing.T, s *server) {
		s.network.Buffer = 10
		defer s.dial(t).Close()
		synctest.Wait()
		start := time.Now()
		s.interrupt()
		if said := s.lines(); time.Since(start) != 0 || !slices.Equal(said, []string{"client 1 has not heard the end"}) {
			t.Errorf("after %v, said %q", time.Since(start), said)
		}
	})
}

// A door that fails after its first client.
type badDoor struct {
	net.Listener
	opened bool
}

func (d *badDoor) Accept() (net.Conn, error) {
	if d.opened {
		return nil, syscall.EMFILE
	}
	d.opened = true
	return d.Listener.Accept()
}

func TestABadDoorLetsTheLastClientHearTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network sim.Network
		door, err := network.Listen(t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		conn, err := network.DialContext(t.Context(), "tcp", "127.0.0.1:10001")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			io.Copy(io.Discard, conn)
			conn.Close()
		}()
		tide, _ := poetry.Find("tide")
		var said bytes.Buffer
		env := &program.Env{Stderr: &said}
		o := poetry.Options{Poem: tide, Bytes: 10, Delay: time.Second}
		if err := poetry.ReciteToAll(t.Context(), env, &badDoor{Listener: door}, o); !errors.Is(err, syscall.EMFILE) {
			t.Errorf("%v", err)
		}
		if said.String() != "client 1 has heard it all\n" {
			t.Errorf("said %q", &said)
		}
	})
}

func TestServeBlamesTheCommandLineInOneLine(t *testing.T) {
	for line, want := range map[string]string{
		"tide":             `serve: unexpected argument "tide" (-h lists the flags)`,
		"-poem ozymandias": `serve: invalid value "ozymandias" for flag -poem: no poem and no file is called`,
		"-bytes 0":         `serve: invalid value "0" for flag -bytes: a piece has one byte at least`,
	} {
		serving(t, strings.Fields(line), func(t *testing.T, s *server) {
			said := s.lines()
			if s.status != 2 || len(said) != 1 || !strings.HasPrefix(said[0], want) || s.stdout.Len() > 0 {
				t.Errorf("%s: status %d, said %q, want %q", line, s.status, said, want)
			}
		})
	}
}

func TestAVerboseServerSaysEachPiece(t *testing.T) {
	serving(t, []string{"-poem", "tide", "-bytes", "200", "-delay", "1s", "-verbose"}, func(t *testing.T, s *server) {
		conn := s.dial(t)
		io.Copy(io.Discard, conn)
		conn.Close()
		s.interrupt()
		s.ended.Wait()
		want := "client 1 is here\nclient 1 gets 200 bytes\nclient 1 gets 200 bytes\nclient 1 gets 76 bytes\nclient 1 has heard it all\n"
		if got := s.stderr.String(); got != want {
			t.Errorf("said\n%s\nwant\n%s", got, want)
		}
	})
}
