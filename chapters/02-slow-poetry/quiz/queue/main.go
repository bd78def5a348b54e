// Command queue is a question in chapter 2.
package main

import (
	"fmt"
	"io"
	"net"
	"time"
)

func main() {
	tide := recite("Slack Water", 200*time.Millisecond)
	kettle := recite("The Kettle", 0)
	for i, conn := range []net.Conn{tide, kettle} {
		fmt.Println("asking server", i+1)
		poem, _ := io.ReadAll(conn) // blocks until the server closes the connection
		fmt.Println(string(poem))
	}
}

// recite returns a connection to a server that says its poem after a delay.
func recite(poem string, delay time.Duration) net.Conn {
	client, server := net.Pipe()
	time.AfterFunc(delay, func() {
		io.WriteString(server, poem)
		server.Close()
	})
	return client
}
