//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import "golang.org/x/sys/unix"

// An option is a setting of a socket.
type option struct{ level, name, value int }

// connectionOptions are those of every connection. Small writes are sent at once, not kept until the
// last one is acknowledged. After 15 seconds of silence the kernel asks whether the other end still
// exists, and gives up after nine questions without an answer. Package net sets the same.
var connectionOptions = append([]option{
	{unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
	{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
}, keepAlive...)

// setOptions makes settings, until one fails.
func setOptions(fd int, options ...option) error {
	for _, o := range options {
		if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
			return err
		}
	}
	return nil
}
