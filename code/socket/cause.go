package socket

import (
	"errors"
	"syscall"
)

// cause returns what the system said of a failure, without what package net says around it.
func cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	if number, ok := err.(syscall.Errno); ok && named[number] != 0 {
		return named[number]
	}
	return err
}

// named has the errors for which Windows has numbers of its own, and package syscall these names.
var named = map[syscall.Errno]syscall.Errno{
	10048: syscall.EADDRINUSE,
	10049: syscall.EADDRNOTAVAIL,
	10053: syscall.ECONNABORTED,
	10054: syscall.ECONNRESET,
	10060: syscall.ETIMEDOUT,
	10061: syscall.ECONNREFUSED,
}
