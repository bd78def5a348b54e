package main

import (
	"sync"
	"time"

	"github.com/panjf2000/gnet/v2"
	"golang.org/x/sys/unix"
)

// gnetEcho is gnet's own example, with one loop, like ours.
func gnetEcho(announce func(int)) error {
	return gnet.Run(&gnetServer{announce: announce}, "tcp://:0")
}

// A gnetServer says everything back.
type gnetServer struct {
	gnet.BuiltinEventEngine
	announce func(int)
}

func (s *gnetServer) OnBoot(engine gnet.Engine) gnet.Action {
	fd, err := engine.Dup() // there is no other way to learn the port
	if err != nil {
		return gnet.Shutdown
	}
	defer unix.Close(fd)
	switch address, _ := unix.Getsockname(fd); address := address.(type) {
	case *unix.SockaddrInet4:
		s.announce(address.Port)
	case *unix.SockaddrInet6:
		s.announce(address.Port)
	}
	return gnet.None
}

func (s *gnetServer) OnTraffic(c gnet.Conn) gnet.Action {
	data, _ := c.Next(-1)
	c.Write(data)
	return gnet.None
}

// gnetRecite is a loop of gnet's, and a goroutine that keeps the schedule: gnet has no timers but
// one for all, which runs in a goroutine too.
func gnetRecite(announce func(int), delay time.Duration) error {
	r := &gnetReciter{gnetServer: gnetServer{announce: announce}, delay: delay, earlier: make(chan struct{}, 1)}
	go r.keep()
	return gnet.Run(r, "tcp://:0")
}

// A gnetReciter gives each client a piece at once, and one every delay.
type gnetReciter struct {
	gnetServer
	delay   time.Duration
	earlier chan struct{} // the schedule was empty

	mu  sync.Mutex
	due schedule[*gnetClient]
}

// A gnetClient is somebody who listens.
type gnetClient struct {
	gnet.Conn
	gone bool // under the reciter's mu
}

func (r *gnetReciter) OnOpen(c gnet.Conn) (out []byte, action gnet.Action) {
	client := &gnetClient{Conn: c}
	c.SetContext(client)
	due := now()
	r.mu.Lock()
	r.due.add(due+r.delay, client)
	first := len(r.due) == 1
	r.mu.Unlock()
	if first {
		select {
		case r.earlier <- struct{}{}:
		default: // has been told, and has not looked yet
		}
	}
	p := poem()
	p.stamp(due)
	return p[:], gnet.None
}

func (r *gnetReciter) OnClose(c gnet.Conn, err error) gnet.Action {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Context().(*gnetClient).gone = true
	return gnet.None
}

// keep sends what is due, and sleeps until there is more.
func (r *gnetReciter) keep() {
	for {
		r.mu.Lock()
		if len(r.due) == 0 {
			r.mu.Unlock()
			<-r.earlier
			continue
		}
		first := r.due[0]
		if rest := first.due - now(); rest > 0 {
			r.mu.Unlock()
			time.Sleep(rest)
			continue
		}
		client := first.what
		if client.gone {
			r.due.drop()
			r.mu.Unlock()
			continue
		}
		r.due.replace(first.due+r.delay, client)
		r.mu.Unlock()
		p := poem() // gnet keeps it until the loop has time for it
		p.stamp(first.due)
		client.AsyncWrite(p[:], nil)
	}
}
