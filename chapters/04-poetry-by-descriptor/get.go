package main

import (
	"context"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
)

// get fetches the poems all at once. The reactor calls each of them when it has something to read.
func get(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	//listing:begin
	for _, p := range a.poems {
		s, err := a.reactor.Stack().Connect(p.address) // does not wait for the connection
		if err != nil {
			a.ended(p, err)
			continue
		}
		d := &download{p, a, s}
		if err := a.reactor.AddReader(d); err != nil {
			d.ConnectionLost(err)
		}
	}
	return a.run(ctx)
	//listing:end
}

//listing:download

// A download is a poem and the socket that it comes through: a descriptor.
type download struct {
	*poem
	anthology *anthology
	socket    socket.Socket
}

func (d *download) Source() socket.Source { return d.socket }

// DoRead takes what has come, as much as fits into its buffer.
func (d *download) DoRead() error {
	buffer := make([]byte, 1024)
	n, err := d.socket.Read(buffer)
	d.anthology.got(d.poem, buffer[:n])
	return err
}

// ConnectionLost ends the download, with the error that DoRead returned.
func (d *download) ConnectionLost(reason error) {
	d.socket.Close()
	d.anthology.ended(d.poem, reason)
}

//listing:end
