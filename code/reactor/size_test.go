package reactor

import (
	"net/netip"
	"runtime"
	"testing"

	"slowpoetry/code/protocol"
)

// An idler is a protocol that does as little as one can.
type idler struct{ protocol.Transport }

func (i *idler) ConnectionMade(t protocol.Transport) { i.Transport = t }
func (i *idler) DataReceived(data []byte)            { i.Write(data) }
func (i *idler) ConnectionLost(reason error)         {}

// idlers is a factory of them, that calls f when there are as many as wanted.
type idlers struct {
	missing int
	f       func()
	all     []*idler
}

func (f *idlers) BuildProtocol(netip.AddrPort) protocol.Protocol {
	if f.missing--; f.missing == 0 {
		f.f()
	}
	i := &idler{}
	f.all = append(f.all, i)
	return i
}

func (f *idlers) ConnectionFailed(reason error) { panic(reason) }

// TestIdleConnectionsAreSmall counts all that the heap holds of a connection: the socket, what the
// poller knows of it, the connection and its protocol.
func TestIdleConnectionsAreSmall(t *testing.T) {
	const connections = 1000 // with two ends each
	w := newWorld(t, Config{})
	if w.Stack().Name() == "portable" {
		t.Skip("a goroutine is not small")
	}
	missing := 2
	met := func() {
		if missing--; missing == 0 {
			w.CallLater(0, func() { w.Stop() })
		}
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	servers := &idlers{missing: connections, f: met}
	clients := &idlers{missing: connections, f: met}
	servers.all = make([]*idler, 0, connections)
	clients.all = make([]*idler, 0, connections)
	port := w.listen(servers)
	before, after := heap(), uint64(0)
	for range connections {
		w.ConnectTCP(port.LocalAddr().String(), clients, 0)
	}
	w.AddTrigger(BeforeShutdown, func() { after = heap() })
	w.run()
	each := (int64(after) - int64(before)) / (2 * connections)
	t.Logf("%d bytes for an idle connection", each)
	if each > 600 {
		t.Errorf("%d bytes for an idle connection", each)
	}
}

// TestEchoDoesNotAllocate passes a message to and fro.
func TestEchoDoesNotAllocate(t *testing.T) {
	w := newWorld(t, Config{})
	if w.Stack().Name() == "portable" {
		t.Skip("its goroutines do")
	}
	servers := &idlers{}
	rounds := 0
	client := &talker{name: "client", onMade: func(c *talker) { c.Write(make([]byte, 64)) }}
	var before, after runtime.MemStats
	client.onData = func(c *talker, data []byte) {
		switch rounds++; rounds {
		case 100:
			runtime.ReadMemStats(&before)
		case 1100:
			runtime.ReadMemStats(&after)
			w.Stop()
		}
		c.Write(data)
	}
	w.connect(w.listen(servers), client)
	w.run()
	if n := after.Mallocs - before.Mallocs; n > 20 { // the runtime's own
		t.Errorf("%d allocations in 1000 rounds", n)
	}
}

// BenchmarkEcho is a round of 64 bytes between two connections of one loop.
func BenchmarkEcho(b *testing.B) {
	r, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	port, err := r.ListenTCP("127.0.0.1:0", &idlers{})
	if err != nil {
		b.Fatal(err)
	}
	rounds := 0
	client := &talker{onMade: func(c *talker) { c.Write(make([]byte, 64)) }}
	client.onData = func(c *talker, data []byte) {
		if rounds++; rounds == b.N {
			r.Stop()
		}
		c.Write(data)
	}
	r.ConnectTCP(port.LocalAddr().String(), &dialer{Protocol: client}, 0)
	b.ReportAllocs()
	r.Run(b.Context())
}

// BenchmarkConnection is a connection from its beginning to its end, at both ends.
func BenchmarkConnection(b *testing.B) {
	r, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	port, err := r.ListenTCP("127.0.0.1:0", &idlers{})
	if err != nil {
		b.Fatal(err)
	}
	rounds := 0
	var c *Connector
	client := &talker{onMade: func(c *talker) { c.LoseConnection() }}
	client.onLost = func(*talker) {
		if rounds++; rounds == b.N {
			r.Stop()
			return
		}
		c.Connect()
	}
	c = r.ConnectTCP(port.LocalAddr().String(), &dialer{Protocol: client}, 0)
	b.ReportAllocs()
	r.Run(b.Context())
}
