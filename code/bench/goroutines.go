package main

import (
	"net"
	"time"
)

// goroutinesEcho is the plain Go of it: a goroutine for each connection.
func goroutinesEcho(announce func(int)) error {
	return serveEach(announce, func(conn net.Conn) {
		buffer := make([]byte, 1024)
		for {
			n, err := conn.Read(buffer)
			if err != nil {
				return
			}
			if _, err := conn.Write(buffer[:n]); err != nil {
				return
			}
		}
	})
}

func goroutinesRecite(announce func(int), delay time.Duration) error {
	return serveEach(announce, func(conn net.Conn) {
		p := poem()
		for due := now(); ; due += delay {
			time.Sleep(due - now())
			p.stamp(due)
			if _, err := conn.Write(p[:]); err != nil {
				return
			}
		}
	})
}

// serveEach gives each connection to a goroutine.
func serveEach(announce func(int), serve func(net.Conn)) error {
	listener, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	announce(listener.Addr().(*net.TCPAddr).Port)
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			serve(conn)
		}()
	}
}
