package main

import (
	"bufio"
	"context"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A trusting makes room for a request as soon as it knows how long that will be. It is broken, on
// purpose.
type trusting struct {
	told   func()
	digits []byte
	text   []byte
	have   int
}

func (s *trusting) ConnectionMade(protocol.Transport) { s.told() }
func (s *trusting) ConnectionLost(error)              {}

func (s *trusting) DataReceived(data []byte) {
	if s.text == nil {
		digits, rest, ok := strings.Cut(string(data), ":")
		s.digits = append(s.digits, digits...)
		if !ok {
			return
		}
		length, _ := strconv.Atoi(string(s.digits))
		s.text = make([]byte, length)
		data = []byte(rest)
		s.told()
	}
	s.have += copy(s.text[s.have:], data)
}

func serveTrusting(ctx context.Context, env *program.Env, r *reactor.Reactor, told func()) (string, func(), error) {
	port, err := r.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
		return &trusting{told: told}
	}))
	if err != nil {
		return "", nil, err
	}
	return port.LocalAddr().String(), port.StopListening, nil
}

// A counter is a NetstringReceiver that tells how far the other end is.
type counter struct {
	protocol.NetstringReceiver
	told func()
}

func (c *counter) ConnectionMade(t protocol.Transport) {
	c.NetstringReceiver.ConnectionMade(t)
	c.told()
}

func (c *counter) DataReceived(data []byte) {
	c.NetstringReceiver.DataReceived(data)
	if data[len(data)-1] == ':' {
		c.told()
	}
}

// silent is a handler of netstrings that do not come.
type silent struct{}

func (silent) ConnectionMade(protocol.NetstringTransport) {}
func (silent) NetstringReceived([]byte)                   {}
func (silent) ConnectionLost(error)                       {}

func serveReceiver(ctx context.Context, env *program.Env, r *reactor.Reactor, told func()) (string, func(), error) {
	port, err := r.ListenTCP("127.0.0.1:0", protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
		return &counter{protocol.NetstringReceiver{Handler: silent{}}, told}
	}))
	if err != nil {
		return "", nil, err
	}
	return port.LocalAddr().String(), port.StopListening, nil
}

// serveBuffered has a goroutine for each client, as one would in plain Go.
func serveBuffered(ctx context.Context, env *program.Env, r *reactor.Reactor, told func()) (string, func(), error) {
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	var clients sync.WaitGroup
	clients.Go(func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			clients.Go(func() {
				defer conn.Close()
				read(conn, func() { r.CallFromGoroutine(told) })
			})
		}
	})
	stop := func() {
		door.Close()
		clients.Wait() // the reactor has closed the other ends
	}
	return door.Addr().String(), stop, nil
}

// read reads a netstring, and tells when it knows how long that will be.
func read(conn io.Reader, told func()) ([]byte, error) {
	r := bufio.NewReader(conn)
	told()
	digits, err := r.ReadString(':')
	if err != nil {
		return nil, err
	}
	length, err := strconv.Atoi(strings.TrimSuffix(digits, ":"))
	if err != nil {
		return nil, err
	}
	told()
	return io.ReadAll(io.LimitReader(r, int64(length)))
}
