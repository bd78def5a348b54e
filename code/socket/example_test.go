package socket_test

import (
	"fmt"
	"io"
	"log"

	"slowpoetry/code/socket"
)

// One goroutine is server and client at once, because it waits for both in the same place.
func Example() {
	stack := socket.System
	poller, err := stack.NewPoller()
	if err != nil {
		log.Fatal(err)
	}
	defer poller.Close()
	listener, err := stack.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer listener.Close()
	client, err := stack.Connect(listener.LocalAddr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	poller.Add(listener, socket.Readable, nil)
	poller.Add(client, socket.Readable, nil)
	events := make([]socket.Event, 8)
	buffer := make([]byte, 1024)
	for {
		n, err := poller.Wait(events, -1)
		if err != nil {
			log.Fatal(err)
		}
		for _, event := range events[:n] {
			switch source := event.Source.(type) {
			case socket.Listener:
				visitor, err := source.Accept()
				if err == socket.ErrWouldBlock {
					continue // it came, and left
				}
				if err != nil {
					log.Fatal(err)
				}
				visitor.Write([]byte("good evening"))
				visitor.Close()
			case socket.Socket:
				n, err := source.Read(buffer)
				fmt.Printf("%q, %v\n", buffer[:n], err)
				if err == io.EOF {
					return
				}
				if err != nil && err != socket.ErrWouldBlock {
					log.Fatal(err)
				}
			}
		}
	}
	// Output:
	// "good evening", <nil>
	// "", EOF
}

// Another goroutine may have something to say. It leaves it where the loop will look, and wakes it.
func ExamplePoller_Wake() {
	poller, err := socket.System.NewPoller()
	if err != nil {
		log.Fatal(err)
	}
	defer poller.Close()
	messages := make(chan string, 1)
	go func() {
		messages <- "dinner is ready"
		poller.Wake()
	}()
	n, err := poller.Wait(make([]socket.Event, 8), -1)
	fmt.Println(n, err, <-messages)
	// Output: 0 <nil> dinner is ready
}
