//go:build unix

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// untilEnded returns a context that lasts until somebody ends the command: with Ctrl-C, by closing
// its terminal, or by no longer reading what it prints.
func untilEnded() context.Context {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as it is under nohup
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, _ := signal.NotifyContext(context.Background(), signals...)
	ctx, cancel := context.WithCancel(ctx)
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	go func() {
		for range broken { // which pipes to other programs send as well
			if unread(os.Stdout) || unread(os.Stderr) {
				cancel()
			}
		}
	}()
	followParent()
	return ctx
}

// unread reports whether file is a pipe that nobody reads any more.
func unread(file *os.File) bool {
	state := []unix.PollFd{{Fd: int32(file.Fd()), Events: unix.POLLOUT}}
	n, err := unix.Poll(state, 0)
	return err == nil && n == 1 && state[0].Revents&unix.POLLERR != 0
}
