package main

import (
	"context"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
)

// get fetches the poems all at once: the reactor tells each of them when there is something for it.
func get(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		d, err := a.connect(p)
		if err != nil {
			a.ended(p, err)
			continue
		}
		if err := a.reactor.AddReader(d); err != nil {
			d.ConnectionLost(err)
		}
	}
	return a.run(ctx)
}

// A download is a poem and the socket it comes through, as a descriptor of the reactor's.
type download struct {
	*poem
	anthology *anthology
	socket    socket.Socket
}

// connect begins the download of p, and does not wait for the connection.
func (a *anthology) connect(p *poem) (*download, error) {
	s, err := a.reactor.Stack().Connect(p.address)
	return &download{p, a, s}, err
}

// Source returns what the reactor is to watch.
func (d *download) Source() socket.Source { return d.socket }

// DoRead takes what has come, or a good part of it. The reactor calls it when there is something.
func (d *download) DoRead() error {
	buffer := make([]byte, 1024)
	n, err := d.socket.Read(buffer)
	d.anthology.got(d.poem, buffer[:n])
	return err
}

// ConnectionLost ends the download. The reactor calls it with the error that DoRead returned.
func (d *download) ConnectionLost(reason error) {
	d.socket.Close()
	d.anthology.ended(d.poem, reason)
}
