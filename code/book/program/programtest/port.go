package programtest

import (
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// PortOf returns what is behind the last colon.
func PortOf(address string) string { return address[strings.LastIndex(address, ":")+1:] }

// Unused ports lie below the range from which systems serve those who ask for any port: a port of
// that range, free a moment ago, may be another process's by now.
const (
	firstPort = 20_000
	ports     = 10_000
)

// handedOut counts unused ports. Each process begins somewhere else.
var handedOut atomic.Uint64

func init() { handedOut.Store(rand.Uint64N(ports)) }

// UnusedPort returns a port of this machine that nobody listens on, another each time. Any goroutine
// may call it.
func UnusedPort(t testing.TB) string {
	t.Helper()
	for range ports {
		port := strconv.FormatUint(firstPort+handedOut.Add(1)%ports, 10)
		if listener, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			listener.Close()
			return port
		}
	}
	t.Fatalf("no free port from %d to %d", firstPort, firstPort+ports-1)
	return ""
}

// Dial connects to a port of this machine. What the connection is told to do must not take for
// ever: it has [Patience]. The caller closes it.
func Dial(t testing.TB, port string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(Patience))
	return conn
}

// Hear connects to a port of this machine, says what there is to say, and returns all that it is
// told.
func Hear(t testing.TB, port, say string) string {
	t.Helper()
	conn := Dial(t, port)
	defer conn.Close()
	if _, err := io.WriteString(conn, say); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
