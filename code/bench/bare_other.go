//go:build !linux

package main

import (
	"errors"
	"time"
)

func noEpoll() error { return errors.New("there is epoll on Linux only") }

func bareEcho(func(int)) error                  { return noEpoll() }
func bareRecite(func(int), time.Duration) error { return noEpoll() }
