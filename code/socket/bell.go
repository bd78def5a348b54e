//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// A bell is a pipe, whose reading end the kernel watches: a ring is a byte that nobody has read.
type bell struct {
	ear     int // the reading end
	striker int // the writing end
	rung    [8]byte
}

var strike = []byte{1}

// open makes the pipe, or part of it before an error.
func (b *bell) open() error {
	syscall.ForkLock.RLock() // a child started in between would inherit it
	defer syscall.ForkLock.RUnlock()
	pipe := [2]int{-1, -1}
	err := unix.Pipe(pipe[:])
	b.ear, b.striker = pipe[0], pipe[1]
	if err == nil {
		err = errors.Join(unblock(b.ear), unblock(b.striker))
	}
	return err
}

func (b *bell) ring() error {
	_, err := unix.Write(b.striker, strike)
	return err
}

func (b *bell) silence() {
	unix.Read(b.ear, b.rung[:])
}

func (b *bell) close() {
	unix.Close(b.ear)
	unix.Close(b.striker)
}

// unblock finishes a new descriptor: no child inherits it, and it does not block.
func unblock(fd int) error {
	unix.CloseOnExec(fd)
	return unix.SetNonblock(fd, true)
}
