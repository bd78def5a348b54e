package socket

import (
	"net"

	"golang.org/x/sys/unix"
)

// Shed hangs up on all who wait for Accept, which takes no descriptor, so that it works when the
// process has none left. The kernel resets those who wait on a listener that is shut down; then the
// listener begins again where it was. In between, connections are refused.
func (l *nativeListener) Shed() error {
	if l.fd < 0 {
		return net.ErrClosed
	}
	local, err := unix.Getsockname(l.fd)
	if err == nil {
		err = unix.Shutdown(l.fd, unix.SHUT_RD)
	}
	if err != nil {
		return err
	}
	unix.Bind(l.fd, local) // a port that the kernel chose is free again; any other is still ours
	return unix.Listen(l.fd, backlog)
}
