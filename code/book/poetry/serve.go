package poetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"slowpoetry/code/book/program"
)

// Serve is the program serve of every chapter that needs a poetry server and is about something
// else: it recites a poem, slowly, to any number of clients at once. It has the flags of
// [Options], and blocks until ctx is done, which is no error.
func Serve(ctx context.Context, env *program.Env, args []string) error {
	kettle, err := Find("kettle")
	if err != nil {
		return err
	}
	options := Options{Host: "127.0.0.1", Delay: 700 * time.Millisecond, Bytes: 10, Poem: kettle}
	flags := env.Flags("")
	options.Register(flags.FlagSet)
	if err := flags.Parse(args); err != nil {
		return err
	}
	listener, err := env.Net.Listen(ctx, "tcp", options.Address())
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", options.Poem.Name, listener.Addr()); err != nil {
		listener.Close()
		return err
	}
	return ReciteToAll(ctx, env, listener, options)
}

// ReciteToAll recites to whoever connects, each in a goroutine of its own, says on env.Stderr how
// each of them left, and notes in env.Trace what each heard and when. It blocks until ctx is done,
// and then returns nil, or until the door fails, and then returns why when the last client has
// left. It closes the door.
func ReciteToAll(ctx context.Context, env *program.Env, door net.Listener, o Options) error {
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
		client := listener{conn, env, fmt.Sprintf("client %d", n), &saying, o.Verbose}
		client.tell("is here")
		env.Trace.Ready(client.name)
		clients.Go(func() {
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			client.leave(Recite(ctx, client, o.Poem, o.Bytes, o.Delay))
		})
	}
}

// A listener is a client that a poem is recited to.
type listener struct {
	net.Conn
	env    *program.Env
	name   string
	saying *sync.Mutex

	verbose bool
}

// tell says something about the client, if the server is to be verbose.
func (l listener) tell(format string, args ...any) {
	if !l.verbose {
		return
	}
	l.saying.Lock()
	defer l.saying.Unlock()
	fmt.Fprintf(l.env.Stderr, l.name+" "+format+"\n", args...)
}

// Write sends a piece of the poem, and rests until the next.
func (l listener) Write(piece []byte) (int, error) {
	l.env.Trace.Run(l.name)
	n, err := l.Conn.Write(piece)
	l.env.Trace.Send(l.name, n)
	l.tell("gets %d bytes", n)
	l.env.Trace.Wait(l.name)
	return n, err
}

// leave ends the connection. A client that has sent something we did not read would lose the end
// of its poem if we hung up on it: so we say that we are done, and give it a moment to finish.
func (l listener) leave(err error) {
	if half, ok := l.Conn.(interface{ CloseWrite() error }); ok && err == nil && half.CloseWrite() == nil {
		l.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		io.Copy(io.Discard, l.Conn)
	}
	l.Close()
	l.env.Trace.End(l.name)
	l.saying.Lock()
	defer l.saying.Unlock()
	switch {
	case err == nil:
		fmt.Fprintf(l.env.Stderr, "%s has heard it all\n", l.name)
	case errors.Is(err, context.Canceled) || errors.Is(err, net.ErrClosed): // it was us who left
		fmt.Fprintf(l.env.Stderr, "%s has not heard the end\n", l.name)
	default:
		fmt.Fprintf(l.env.Stderr, "%s left early: %v\n", l.name, err)
	}
}
