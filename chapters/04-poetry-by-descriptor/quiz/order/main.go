// Command order has a descriptor that ends with its first call.
package main

import (
	"context"
	"fmt"
	"io"
	"log"

	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// A door is a descriptor that listens.
type door struct {
	reactor  *reactor.Reactor
	listener socket.Listener
}

func (d *door) Source() socket.Source { return d.listener }

//listing:door

func (d *door) DoRead() error {
	d.reactor.CallLater(0, func() {
		fmt.Println("later")
		d.reactor.Stop()
	})
	fmt.Println("knock")
	return io.EOF
}

func (d *door) ConnectionLost(reason error) { fmt.Println("lost") }

//listing:end

func main() {
	r, err := reactor.New(reactor.Config{})
	if err != nil {
		log.Fatal(err)
	}
	listener, err := r.Stack().Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	if err := r.AddReader(&door{r, listener}); err != nil {
		log.Fatal(err)
	}
	//listing:run
	r.Stack().Connect(listener.LocalAddr().String())
	fmt.Println("run")
	r.Run(context.Background())
	fmt.Println("done")
	//listing:end
}
