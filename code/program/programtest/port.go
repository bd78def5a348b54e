package programtest

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// PortOf returns what is behind the last colon.
func PortOf(address string) string { return address[strings.LastIndex(address, ":")+1:] }

// UnusedPort returns a port of this machine that nobody listens on.
func UnusedPort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return PortOf(listener.Addr().String())
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
