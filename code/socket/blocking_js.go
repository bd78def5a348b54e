package socket

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Blocking is the network in the memory of this process, which is all there is in the page.
var Blocking Network = memory{}

// memory is package net's own network for js, made to say what a real one says.
type memory struct{}

func (memory) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	hope()
	var config net.ListenConfig
	listener, err := config.Listen(ctx, network, home(address))
	return listener, asNative(err, "bind")
}

func (memory) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	hope()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, home(address))
	return conn, asNative(err, "connect")
}

// hope keeps the runtime from calling a program dead that waits for connections or bytes: where
// there is a real network it never does, for somebody may call. A timer that is this far off is
// taken for one that never fires by the page, too.
var hope = sync.OnceFunc(func() { time.AfterFunc(1<<63-1, func() {}) })

// home returns address with the number of localhost for its name, for which there is nobody to
// ask.
func home(address string) string {
	if port, ok := strings.CutPrefix(address, "localhost:"); ok {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

// asNative returns err as it would be on a real network: the system's number for what is wrong,
// where it keeps no more of it than the words, and the name of the call that failed.
func asNative(err error, call string) error {
	var op *net.OpError
	if !errors.As(err, &op) {
		return err
	}
	repaired := *op
	reason := cause(op)
	for _, known := range []syscall.Errno{syscall.ECONNREFUSED, syscall.EADDRINUSE} {
		if strings.HasSuffix(reason.Error(), known.Error()) {
			reason = lowerCase{known}
		}
	}
	if name := (*net.DNSError)(nil); errors.As(op.Err, &name) {
		repaired.Err = &net.DNSError{Err: "no such host", Name: name.Name, IsNotFound: true}
	} else if number, ok := reason.(lowerCase); ok {
		repaired.Err = os.NewSyscallError(call, number)
	}
	return &repaired
}
