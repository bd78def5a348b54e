//go:build unix

package programtest

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// CheckInterrupt has a client of the chapter, which takes addresses, wait for servers that say
// nothing, and sends it each of the two signals that a terminal or a shell would. Both times it
// must say that it was interrupted, and leave a trace of the servers that it has asked.
//
// (Windows has no way to send an interrupt to a single process.)
func CheckInterrupt(t testing.TB, client string) {
	t.Helper()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		address := listener.Addr().String()
		file := filepath.Join(t.TempDir(), "run.json")
		p := Start(t, client, "-trace", file, address, address, address)
		conn, err := listener.Accept() // so it has begun
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		p.Signal(signal)
		if o := p.Outcome(); o.Status != 1 || o.Last() != client+": interrupted" {
			t.Errorf("%s, %v: %+v", client, signal, o)
		}
		if tasks, err := TasksOf(file); err != nil || !slices.Contains(tasks, address) {
			t.Errorf("the trace of %s: %q, %v", client, tasks, err)
		}
	}
}
