// Command pair is a question in chapter 4.
package main

import (
	"context"
	"fmt"
	"io"
	"log"

	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// A door is a descriptor that listens, beside another.
type door struct {
	reactor  *reactor.Reactor
	listener socket.Listener
	other    *door
	knocks   int
}

func (d *door) Source() socket.Source { return d.listener }

//listing:door

func (d *door) DoRead() error {
	fmt.Println("knock")
	d.reactor.RemoveReader(d.other)
	if d.knocks++; d.knocks < 2 {
		return nil // and nobody is let in
	}
	return io.EOF
}

func (d *door) ConnectionLost(reason error) {
	fmt.Println("lost")
	d.reactor.Stop()
}

//listing:end

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	front, back := &door{reactor: r}, &door{reactor: r}
	front.other, back.other = back, front
	for _, d := range []*door{front, back} {
		if d.listener, err = r.Stack().Listen("127.0.0.1:0"); err != nil {
			log.Fatal(err)
		}
		if err := r.AddReader(d); err != nil {
			log.Fatal(err)
		}
		if _, err := r.Stack().Connect(d.listener.LocalAddr().String()); err != nil {
			log.Fatal(err)
		}
	}
	r.Run(context.Background())
	fmt.Println("done")
}
