//go:build freebsd || linux || netbsd

package socket

import "golang.org/x/sys/unix"

var keepAlive = []option{
	{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 15},
	{unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 15},
	{unix.IPPROTO_TCP, unix.TCP_KEEPCNT, 9},
}
