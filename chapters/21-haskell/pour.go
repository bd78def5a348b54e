package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// plenty is how many bytes are far more than a connection takes at once.
var plenty = func() int {
	if runtime.GOOS == "js" {
		return 256 << 10 // there is no kernel in a page
	}
	return 1 << 20
}()

const (
	sip      = 16 << 10        // is poured at once
	patience = 2 * time.Second // is how long a write may take before we speak of it
)

// pour recites a very long poem, as fast as it is read, to all who connect, and says when it is kept
// waiting.
func pour(ctx context.Context, env *program.Env, args []string) error {
	o := poetry.Options{Host: "127.0.0.1"}
	flags := env.Flags("")
	o.RegisterAddress(flags.FlagSet)
	size := flags.Int("size", plenty>>10, "a poem of so many `KiB`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *size < 1 || *size > 64<<10 {
		return program.Usagef("-size is a number of KiB from 1 to %d", 64<<10)
	}
	text, err := epic(*size << 10)
	if err != nil {
		return err
	}
	door, err := env.Net.Listen(ctx, "tcp", o.Address())
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving an epic of %d KiB on %v\n", *size, door.Addr()); err != nil {
		door.Close()
		return err
	}
	return pourToAll(ctx, env, door, text)
}

// epic returns a poem of so many bytes.
func epic(size int) ([]byte, error) {
	kettle, err := poetry.Find("kettle")
	return bytes.Repeat(kettle.Text, size/len(kettle.Text)+1)[:size], err
}

// pourToAll blocks until ctx is done, which is no error, or until the door fails. It closes the door.
func pourToAll(ctx context.Context, env *program.Env, door net.Listener, text []byte) error {
	defer door.Close()
	defer context.AfterFunc(ctx, func() { door.Close() })()
	var clients sync.WaitGroup
	defer clients.Wait()
	var saying sync.Mutex // one line at a time
	for n := 1; ; n++ {
		conn, err := door.Accept()
		switch {
		case err != nil && ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		clients.Go(func() {
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			j := &jug{conn, fmt.Sprintf("client %d", n), env, &saying}
			switch err := j.pour(text); {
			case err == nil:
				j.say("has all of it")
			case ctx.Err() == nil:
				j.say("has left: %v", err)
			}
		})
	}
}

// A jug pours a poem into a connection.
type jug struct {
	net.Conn
	task   string
	env    *program.Env
	saying *sync.Mutex
}

func (j *jug) say(format string, args ...any) {
	j.saying.Lock()
	defer j.saying.Unlock()
	fmt.Fprintf(j.env.Stdout, j.task+" "+format+"\n", args...)
}

//listing:pour

// pour writes the text, closes the connection, and says when a write has to wait for long.
func (j *jug) pour(text []byte) error {
	defer j.Close()
	defer j.env.Trace.End(j.task)
	if conn, ok := j.Conn.(interface{ SetWriteBuffer(bytes int) error }); ok {
		conn.SetWriteBuffer(64 << 10) // otherwise the kernel takes megabytes off our hands
	}
	for at := 0; at < len(text); at += sip {
		if err := j.write(at, text[at:min(at+sip, len(text))]); err != nil {
			return err
		}
	}
	return j.finish()
}

func (j *jug) write(at int, piece []byte) error {
	j.env.Trace.Ready(j.task)
	start := time.Now()
	waiting := time.AfterFunc(patience, func() { j.say("has %d KiB, and takes no more", at>>10) })
	_, err := j.Write(piece)
	if !waiting.Stop() && err == nil {
		j.say("goes on, after %.1f s", time.Since(start).Seconds())
	}
	j.env.Trace.Run(j.task)
	j.env.Trace.Send(j.task, len(piece))
	return err
}

//listing:end

// finish says that no more is coming, and waits until the other end has read everything and gone.
func (j *jug) finish() error {
	if half, ok := j.Conn.(interface{ CloseWrite() error }); ok {
		if err := half.CloseWrite(); err != nil {
			return err
		}
	}
	if _, err := j.Read(make([]byte, 1)); err != io.EOF {
		return err
	}
	return nil
}
