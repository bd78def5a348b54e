package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"time"

	"slowpoetry/code/book/program"
)

// parked connects to a server that says nothing, lets a goroutine read from it, and prints what
// that goroutine is waiting in, the innermost call first.
func parked(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	listener, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer listener.Close()
	conn, err := env.Net.DialContext(ctx, "tcp", listener.Addr().String())
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		waitForBytes(conn)
		close(done)
	}()
	defer func() { conn.Close(); <-done }()

	stack, err := stackOf("main.waitForBytes")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Stdout, stack)
	return err
}

// waitForBytes blocks until bytes come, or never will.
func waitForBytes(conn net.Conn) { conn.Read(make([]byte, 1)) }

// stackOf returns the calls that the goroutine running function is in, once it waits in one.
func stackOf(function string) (string, error) {
	dump := make([]byte, 1<<20)
	for range 1000 {
		all := dump[:runtime.Stack(dump, true)]
		for goroutine := range bytes.SplitSeq(all, []byte("\n\n")) {
			head, calls, _ := strings.Cut(string(goroutine), "\n")
			waits := !strings.Contains(head, "[run") && !strings.Contains(head, "[syscall")
			if waits && strings.Contains(calls, function+"(") {
				return names(calls), nil
			}
		}
		time.Sleep(time.Millisecond) // not there yet
	}
	return "", errors.New("the goroutine never came to wait")
}

// names reduces a stack trace to the names of its functions.
func names(calls string) string {
	var list []string
	for line := range strings.Lines(calls) {
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "created by") {
			continue // a file and a line, or not a call
		}
		if end := strings.LastIndex(line, "("); end >= 0 {
			list = append(list, line[:end])
		}
	}
	return strings.Join(list, "\n")
}
