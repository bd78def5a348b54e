//go:build !js

// Package jetstream has a [work.Queue] that is kept by NATS, a messaging server: in this process, or
// elsewhere, on one machine or on several.
//
//	nodes, err := jetstream.Start(dir, 3)
//	queue, err := jetstream.Open(ctx, nodes.Connect, nodes.Len(), time.Minute)
//
// Jobs are a stream of JetStream's, the part of NATS that keeps messages, as are the dead letters. Results
// are in its key-value store. With three nodes each of these is on all three, and one of them may be lost.
//
// The one rule: what the servers promise is at least once. That nothing is done twice for a reader is
// work's own business, not theirs.
package jetstream

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Nodes are servers in this process.
type Nodes struct {
	options []*server.Options
	servers []*server.Server
}

// patience is how long we wait for a server to start.
const patience = 30 * time.Second

// Start starts n servers, 1 or more, on free ports of 127.0.0.1. What they keep is in dir.
func Start(dir string, n int) (*Nodes, error) {
	nodes := &Nodes{}
	var routes []*url.URL
	for i := range n {
		o := &server.Options{
			ServerName: fmt.Sprintf("node%d", i+1), Host: "127.0.0.1", Port: server.RANDOM_PORT,
			JetStream: true, StoreDir: filepath.Join(dir, fmt.Sprint(i+1)), NoSigs: true, NoLog: true,
		}
		if n > 1 {
			port, err := free()
			if err != nil {
				return nil, err
			}
			o.Cluster = server.ClusterOpts{Name: "poetry", Host: "127.0.0.1", Port: port}
			routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", port)})
		}
		nodes.options = append(nodes.options, o)
	}
	for i := range n {
		nodes.options[i].Routes = routes
		nodes.servers = append(nodes.servers, nil)
		if err := nodes.start(i); err != nil {
			nodes.Close()
			return nil, err
		}
	}
	for i := range n {
		if err := nodes.ready(i); err != nil {
			nodes.Close()
			return nil, err
		}
	}
	return nodes, nil
}

// free returns a port that is free, most likely a moment later, too.
func free() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// ready waits until a server takes connections, and keeps its port for another time.
func (n *Nodes) ready(i int) error {
	if !n.servers[i].ReadyForConnections(patience) {
		return fmt.Errorf("the NATS server %s does not start", n.Name(i))
	}
	n.options[i].Port = n.servers[i].Addr().(*net.TCPAddr).Port
	return nil
}

// start starts a server, for the first time or again.
func (n *Nodes) start(i int) error {
	s, err := server.NewServer(n.options[i])
	if err != nil {
		return err
	}
	s.Start()
	n.servers[i] = s
	return nil
}

// Len returns how many there are.
func (n *Nodes) Len() int { return len(n.servers) }

// Connect connects to all of them: to one, and to another when that is gone.
func (n *Nodes) Connect() (*nats.Conn, error) {
	var urls string
	for i, s := range n.servers {
		if i > 0 {
			urls += ","
		}
		urls += s.ClientURL()
	}
	return Connect(urls)()
}

// Connect returns a function that connects to servers: "nats://HOST:PORT", with commas between them.
func Connect(urls string) func() (*nats.Conn, error) {
	return func() (*nats.Conn, error) {
		return nats.Connect(urls, nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond))
	}
}

// Leader returns the number of the server that leads the stream of jobs, or -1 when there is none.
func (n *Nodes) Leader() int {
	return slices.IndexFunc(n.servers, func(s *server.Server) bool {
		return s.Running() && s.JetStreamIsStreamLeader(server.DEFAULT_GLOBAL_ACCOUNT, jobs)
	})
}

// Name returns the name of a server.
func (n *Nodes) Name(i int) string { return n.options[i].ServerName }

// Stop stops a server, and waits until it is gone.
func (n *Nodes) Stop(i int) {
	n.servers[i].Shutdown()
	n.servers[i].WaitForShutdown()
}

// Restart starts a server that was stopped, with what it had kept and on the port that it had.
func (n *Nodes) Restart(i int) error {
	if err := n.start(i); err != nil {
		return err
	}
	return n.ready(i)
}

// Close stops them all.
func (n *Nodes) Close() {
	for i, s := range n.servers {
		if s != nil {
			n.Stop(i)
		}
	}
}
