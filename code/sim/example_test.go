package sim_test

import (
	"context"
	"fmt"
	"io"
	"log"

	"slowpoetry/code/sim"
)

func Example() {
	var world sim.Network
	ctx := context.Background()
	listener, err := world.Listen(ctx, "tcp", "127.0.0.1:10000")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprint(conn, "good evening")
		conn.Close()
	}()
	conn, err := world.DialContext(ctx, "tcp", "127.0.0.1:10000")
	if err != nil {
		log.Fatal(err)
	}
	text, err := io.ReadAll(conn)
	fmt.Printf("%s, %v\n", text, err)

	_, err = world.DialContext(ctx, "tcp", "127.0.0.1:10001")
	fmt.Println(err)
	// Output:
	// good evening, <nil>
	// dial tcp 127.0.0.1:10001: connect: connection refused
}
