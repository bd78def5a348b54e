package socket

import "golang.org/x/sys/unix"

// keepAlive is in milliseconds on this system.
var keepAlive = []option{
	{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15_000},
	{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 15_000},
	{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 9},
}
