package sim

import "syscall"

// A fault is an error of the system's, with the words that Linux has for it on every system, so
// that what a program prints is the same everywhere.
type fault struct {
	text  string
	errno syscall.Errno
}

var (
	errRefused      = &fault{"connection refused", syscall.ECONNREFUSED}
	errInUse        = &fault{"address already in use", syscall.EADDRINUSE}
	errReset        = &fault{"connection reset by peer", syscall.ECONNRESET}
	errPipe         = &fault{"broken pipe", syscall.EPIPE}
	errTimedOut     = &fault{"connection timed out", syscall.ETIMEDOUT}
	errNoPort       = &fault{"cannot assign requested address", syscall.EADDRNOTAVAIL}
	errNotConnected = &fault{"transport endpoint is not connected", syscall.ENOTCONN}
	errTooMany      = &fault{"too many open files", syscall.EMFILE}
)

func (f *fault) Error() string { return f.text }

// Is has errors.Is(err, syscall.ECONNREFUSED) and its like answer as they do for the machine's.
func (f *fault) Is(target error) bool { return target == f.errno }
