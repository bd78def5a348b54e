// Package proxy is a plugin of poetryd: it fetches a poem from a slow server, keeps it for a while,
// and hands it out at once.
package proxy

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"time"

	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

// options are those of one proxy.
type options struct {
	address, from string
	keep          time.Duration
}

func init() {
	daemon.Register(daemon.Kind{
		Name:     "proxy",
		Synopsis: "fetch a poem from a slow server, keep it, and hand it out at once",
		Options: func(flags *flag.FlagSet) func(daemon.Host) (service.Service, error) {
			o := &options{address: "127.0.0.1:0", keep: time.Minute}
			daemon.Address(flags, &o.address, "address", "listen at this `address`, HOST:PORT (default 127.0.0.1:0)")
			flags.Func("from", "fetch the poem from the server at this `address`, [HOST:]PORT", func(v string) error {
				addresses, err := poetry.Addresses([]string{v})
				if err == nil {
					o.from = addresses[0]
				}
				return err
			})
			daemon.Duration(flags, &o.keep, "keep", "fetch it anew after this `duration` (default 1m)")
			return func(h daemon.Host) (service.Service, error) {
				if o.from == "" {
					return nil, errors.New("want from, the address of the server that has the poem")
				}
				return newProxy(h, o), nil
			}
		},
	})
}

// A Proxy has a copy of a poem, or is fetching one.
type Proxy struct {
	daemon.Host
	*options
	port     *reactor.Port
	text     string
	until    time.Duration // when the copy is stale
	fetching *deferred.Deferred[string]
	waiting  []*deferred.Deferred[string]
	busy     map[*visitor]bool
	gone     *deferred.Deferred[service.Done]
}

// New returns a proxy at address for the server at from, which has not been started.
func New(h daemon.Host, from, address string) *Proxy {
	return newProxy(h, &options{address: address, from: from, keep: time.Minute})
}

func newProxy(h daemon.Host, o *options) *Proxy {
	return &Proxy{Host: h, options: o, busy: map[*visitor]bool{}}
}

func (p *Proxy) Name() string { return p.Host.Name }

func (p *Proxy) String() string {
	where := p.address
	if p.port != nil {
		where = p.port.LocalAddr().String()
	}
	return fmt.Sprintf("a copy of %s on %s", p.from, where)
}

//listing:start

// Start fetches the poem, then opens the port: a proxy that runs has something to hand out.
func (p *Proxy) Start() *deferred.Deferred[service.Done] {
	return deferred.Then(p.poem(), func(string) (service.Done, error) {
		var err error
		p.port, err = p.Reactor.ListenTCP(p.address, p)
		return service.Done{}, err
	})
}

//listing:end

// Stop closes the port, and waits until all visitors have had their poem.
func (p *Proxy) Stop() *deferred.Deferred[service.Done] {
	p.port.StopListening()
	p.gone = deferred.NewWithCanceller(func(d *deferred.Deferred[service.Done]) {
		d.Errback(fmt.Errorf("visitors cut off: %d", len(p.busy)))
		for v := range p.busy {
			v.transport.Abort()
		}
		if p.fetching != nil {
			p.fetching.Cancel()
		}
	})
	if len(p.busy) == 0 {
		p.gone.Callback(service.Done{})
	}
	return p.gone
}

// Update takes over everything but an address. A copy from elsewhere is stale.
func (p *Proxy) Update(next service.Service) func() {
	n := next.(*Proxy)
	if n.address != p.address {
		return nil
	}
	return func() {
		if n.from != p.from {
			p.until = 0
		}
		p.options = n.options
	}
}

// poem returns the copy or, when it is stale, what will be the next one. Visitors that come meanwhile
// get that one. Cancelling gives up the fetching unless another visitor waits for it.
func (p *Proxy) poem() *deferred.Deferred[string] {
	if p.Reactor.Now() < p.until {
		return deferred.Succeed(p.text)
	}
	mine := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) {
		if len(p.waiting) == 1 && p.waiting[0] == d {
			p.fetching.Cancel()
		}
	})
	p.waiting = append(p.waiting, mine)
	if p.fetching == nil {
		p.fetching = fetch(p.Reactor, p.from)
		p.fetching.AddBoth(p.fetched)
	}
	return mine
}

// fetched tells all who wait.
func (p *Proxy) fetched(text string, err error) (string, error) {
	waiting := p.waiting
	p.waiting, p.fetching = nil, nil
	if err == nil {
		p.text, p.until = text, p.Reactor.Now()+p.keep
	}
	for _, w := range waiting {
		if err != nil {
			w.Errback(err)
		} else {
			w.Callback(text)
		}
	}
	return "", nil
}

func (p *Proxy) BuildProtocol(netip.AddrPort) protocol.Protocol { return &visitor{proxy: p} }

// A visitor is the protocol that hands a copy to one client.
type visitor struct {
	proxy     *Proxy
	transport protocol.Transport
	poem      *deferred.Deferred[string]
}

func (v *visitor) ConnectionMade(t protocol.Transport) {
	v.transport = t
	v.proxy.busy[v] = true
	v.poem = v.proxy.poem()
	v.poem.AddCallbacks(func(text string) (string, error) {
		t.Write([]byte(text))
		t.LoseConnection()
		return "", nil
	}, func(err error) (string, error) {
		v.proxy.Log.Error("no poem", "err", err)
		t.Abort()
		return "", nil
	})
}

func (v *visitor) DataReceived([]byte) {}
func (v *visitor) ReadConnectionLost() {}

func (v *visitor) ConnectionLost(error) {
	delete(v.proxy.busy, v)
	if v.proxy.gone != nil && len(v.proxy.busy) == 0 {
		v.proxy.gone.Callback(service.Done{})
	}
}

// fetch gets the poem of the server at address.
func fetch(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	var c *reactor.Connector
	d := deferred.NewWithCanceller(func(*deferred.Deferred[string]) { c.Disconnect() })
	c = r.ConnectTCP(address, &request{d: d}, 0)
	return d.AddErrback(func(err error) (string, error) {
		return "", fmt.Errorf("no poem at %s: %w", address, err)
	})
}

// A request is one connection to a slow server, and its factory.
type request struct {
	d    *deferred.Deferred[string]
	text []byte
}

func (q *request) BuildProtocol(netip.AddrPort) protocol.Protocol { return q }
func (q *request) ConnectionFailed(reason error)                  { q.d.Errback(reason) }
func (q *request) ConnectionMade(protocol.Transport)              {}
func (q *request) DataReceived(data []byte)                       { q.text = append(q.text, data...) }

func (q *request) ConnectionLost(reason error) {
	switch {
	case reason != io.EOF:
		q.d.Errback(reason)
	case len(q.text) == 0:
		q.d.Errback(errors.New("the server said nothing"))
	default:
		q.d.Callback(string(q.text))
	}
}
