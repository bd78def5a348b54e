package socket

import (
	"errors"
	"strings"
	"syscall"
)

// cause is what the system said of a failure, without what package net says around it.
func cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	errno, ok := err.(syscall.Errno)
	if !ok {
		return err
	}
	if name, ok := named[errno]; ok {
		errno = name
	}
	return lowerCase{errno}
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

// lowerCase is an error of the system's that begins like all others: on some systems, and in the
// page, they begin like sentences.
type lowerCase struct{ syscall.Errno }

func (e lowerCase) Error() string {
	text := e.Errno.Error()
	return strings.ToLower(text[:1]) + text[1:]
}

func (e lowerCase) Unwrap() error { return e.Errno }
