package exercise

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

const text = "Slack Water\n"

// A house is a Recite at work, in a world where time is simulated.
type house struct {
	t     *testing.T
	world *sim.Network
	door  string
	start time.Time
	leave context.CancelFunc // ends it
	ended chan error
}

// open runs a test beside Recite, which recites so many bytes every second.
func open(t *testing.T, text string, size int, test func(h *house)) {
	t.Helper()
	watchdog := time.AfterFunc(10*time.Second, func() {
		fmt.Printf("--- FAIL: %s\n    Recite keeps the processor: simulated time stands still while it runs\n", t.Name())
		os.Exit(1)
	})
	defer watchdog.Stop()
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, world: &sim.Network{Buffer: 1000}, start: time.Now(), ended: make(chan error, 1)}
		stack := socket.Portable(h.world)
		door, err := stack.Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer door.Close()
		h.door = door.LocalAddr().String()
		var ctx context.Context
		ctx, h.leave = context.WithCancel(t.Context())
		go func() { h.ended <- Recite(ctx, stack, door, []byte(text), size, time.Second) }()
		test(h)
		h.leave()
		synctest.Wait()
		select {
		case err := <-h.ended:
			if err != nil {
				t.Errorf("Recite returns %v when ctx is done, want nil", err)
			}
		default:
			t.Fatal("ctx is done, and Recite goes on")
		}
	})
}

func (h *house) visit() net.Conn {
	h.t.Helper()
	conn, err := h.world.DialContext(h.t.Context(), "tcp", h.door)
	if err != nil {
		h.t.Fatal(err)
	}
	return conn
}

// listen reads to the end, and returns what came when, as in "0s Slack".
func (h *house) listen(conn net.Conn) (heard []string) {
	defer conn.Close()
	for buffer := make([]byte, 100); ; {
		n, err := conn.Read(buffer)
		if n > 0 {
			heard = append(heard, fmt.Sprintf("%v %s", time.Since(h.start), buffer[:n]))
		}
		if err != nil {
			if err != io.EOF {
				heard = append(heard, err.Error())
			}
			return heard
		}
	}
}

func (h *house) check(who string, got []string, want ...string) {
	h.t.Helper()
	if !slices.Equal(got, want) {
		h.t.Errorf("%s hears %q, want %q", who, got, want)
	}
}

func TestAClientHearsThePoemOnTime(t *testing.T) {
	open(t, text, 5, func(h *house) {
		h.check("the client", h.listen(h.visit()), "0s Slack", "1s  Wate", "2s r\n")
	})
}

func TestEachClientHasItsOwnSchedule(t *testing.T) {
	open(t, text, 5, func(h *house) {
		late := make(chan []string)
		go func() {
			time.Sleep(1500 * time.Millisecond)
			late <- h.listen(h.visit())
		}()
		h.check("the first client", h.listen(h.visit()), "0s Slack", "1s  Wate", "2s r\n")
		h.check("the second client", <-late, "1.5s Slack", "2.5s  Wate", "3.5s r\n")
	})
}

// The network takes some twenty thousand bytes that a client has not read. Here are more, in five
// pieces, so a Write of the second would block.
func TestAClientThatDoesNotReadHoldsUpNobody(t *testing.T) {
	long := strings.Repeat("Nothing is happening, carefully.\n", 1500)
	open(t, long, (len(long)+4)/5, func(h *house) {
		deaf := h.visit()
		other := h.visit()
		poem, err := io.ReadAll(other)
		other.Close()
		if string(poem) != long || err != nil {
			t.Errorf("beside a client that does not read, the other hears %d bytes, %v, want %d", len(poem), err, len(long))
		}
		if took := time.Since(h.start); took != 4*time.Second {
			t.Errorf("beside a client that does not read, the poem takes %v, want 4s", took)
		}
		time.Sleep(time.Minute)
		poem, err = io.ReadAll(deaf)
		deaf.Close()
		if string(poem) != long || err != nil {
			t.Errorf("the client that begins to read after a minute hears %d bytes, %v, want %d", len(poem), err, len(long))
		}
		if took := time.Since(h.start); took != 67*time.Second {
			t.Errorf("that client has the poem after %v, want 67s: the second piece when it begins to read, and then three delays", took)
		}
	})
}

func TestAClientMayLeave(t *testing.T) {
	open(t, text, 5, func(h *house) {
		early := h.visit()
		early.Read(make([]byte, 5))
		early.Close()
		h.check("the next client", h.listen(h.visit()), "0s Slack", "1s  Wate", "2s r\n")
	})
}

func TestItEndsWithItsContext(t *testing.T) {
	open(t, text, 5, func(h *house) {
		heard := make(chan []string)
		conn := h.visit()
		go func() { heard <- h.listen(conn) }()
		time.Sleep(500 * time.Millisecond)
		h.leave()
		got := <-heard
		if len(got) == 0 || got[0] != "0s Slack" || time.Since(h.start) != 500*time.Millisecond {
			t.Errorf("after %v the client has heard %q, want its connection to be closed with the context", time.Since(h.start), got)
		}
	})
}
