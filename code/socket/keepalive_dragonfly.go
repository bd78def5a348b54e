package socket

import "golang.org/x/sys/unix"

// keepAlive asks after 15 seconds of silence, and gives up after nine questions without an answer,
// 15 seconds apart. This system counts in milliseconds.
var keepAlive = []option{
	{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15_000},
	{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 15_000},
	{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 9},
}
