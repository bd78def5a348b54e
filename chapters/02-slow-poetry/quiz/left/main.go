// Command left is a question in chapter 2.
package main

import (
	"fmt"
	"net"
	"time"

	"slowpoetry/code/socket"
)

func main() {
	s, poller, err := connect("Slack Water")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer poller.Close()

	//listing:question
	events := make([]socket.Event, 64)
	buffer := make([]byte, 5) // "Slack Water" has 11 bytes
	for {
		n, _ := poller.Wait(events, 0) // does not wait: it says what is ready now
		if n == 0 {
			break
		}
		n, _ = s.Read(buffer)
		fmt.Println("read", n)
	}
	_, err = s.Read(buffer)
	fmt.Println(err)
	//listing:end
}

// connect returns a socket through which a text has come, and a poller that watches it.
func connect(text string) (socket.Socket, socket.Poller, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	s, err := socket.System.Connect(listener.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	server, err := listener.Accept()
	if err != nil {
		return nil, nil, err
	}
	poller, err := socket.System.NewPoller()
	if err != nil {
		return nil, nil, err
	}
	if err := poller.Add(s, socket.Readable, nil); err != nil {
		return nil, nil, err
	}
	if _, err := server.Write([]byte(text)); err != nil {
		return nil, nil, err
	}
	_, err = poller.Wait(make([]socket.Event, 1), time.Second) // until it has come
	return s, poller, err
}
