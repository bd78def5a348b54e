package sim

import (
	"context"
	"net"
	"testing"

	"golang.org/x/net/nettest"
)

// TestConnIsANetConn runs the standard library's own idea of what a connection must do.
func TestConnIsANetConn(t *testing.T) {
	nettest.TestConn(t, func() (near, far net.Conn, stop func(), err error) {
		var world Network
		l, err := world.Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, nil, nil, err
		}
		near, err = world.DialContext(context.Background(), "tcp", l.Addr().String())
		if err == nil {
			far, err = l.Accept()
		}
		return near, far, func() { near.Close(); far.Close(); l.Close() }, err
	})
}
