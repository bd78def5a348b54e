package exercise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// A visitor notes what it is told.
type visitor struct{ told []string }

func (v *visitor) ConnectionMade(t protocol.Transport) { v.told = append(v.told, "made") }
func (v *visitor) DataReceived(data []byte)            { v.told = append(v.told, string(data)) }
func (v *visitor) ConnectionLost(reason error)         { v.told = append(v.told, reason.Error()) }

// An attentive visitor wants to know of a half-close.
type attentive struct{ visitor }

func (a *attentive) ReadConnectionLost() { a.told = append(a.told, "half") }

// build returns a factory that builds these, one after another.
func build(protocols ...protocol.Protocol) protocol.FactoryFunc {
	next := 0
	return func(netip.AddrPort) protocol.Protocol {
		next++
		return protocols[next-1]
	}
}

// enter has a factory build a protocol, and reports whether it did.
func enter(f protocol.Factory) (p protocol.Protocol, ok bool) {
	p = f.BuildProtocol(netip.MustParseAddrPort("127.0.0.1:10000"))
	return p, p != nil
}

func TestThereIsRoomForSoMany(t *testing.T) {
	f := Limit(build(new(visitor), new(visitor), new(visitor)), 2)
	_, first := enter(f)
	_, second := enter(f)
	_, third := enter(f)
	if !first || !second || third {
		t.Errorf("room for 2, and 3 come: let in %v, %v, %v, want true, true, false", first, second, third)
	}
}

func TestWhoLeavesMakesRoom(t *testing.T) {
	f := Limit(build(new(visitor), new(visitor), new(visitor)), 1)
	for i := range 3 {
		p, ok := enter(f)
		if !ok {
			t.Fatalf("room for 1, and one after another comes and leaves: visitor %d is turned away", i+1)
		}
		p.ConnectionMade(nil)
		if _, ok := enter(f); ok {
			t.Fatalf("room for 1: a second is let in beside visitor %d", i+1)
		}
		p.ConnectionLost(io.EOF)
	}
}

func TestWhoIsNotBuiltTakesNoRoom(t *testing.T) {
	f := Limit(build(nil, nil, new(visitor)), 1)
	enter(f)
	enter(f)
	if _, ok := enter(f); !ok {
		t.Error("room for 1, and the factory itself has turned two away: the third is turned away too")
	}
}

func TestAProtocolIsToldEverything(t *testing.T) {
	v, a := new(visitor), new(attentive)
	f := Limit(build(v, a), 2)
	for range 2 {
		p, _ := enter(f)
		p.ConnectionMade(nil)
		p.DataReceived([]byte("some"))
		if h, ok := p.(protocol.HalfCloser); ok {
			h.ReadConnectionLost()
		}
		p.ConnectionLost(errors.New("over"))
	}
	if want := []string{"made", "some", "over"}; !slices.Equal(v.told, want) {
		t.Errorf("a protocol without ReadConnectionLost is told %q, want %q", v.told, want)
	}
	if want := []string{"made", "some", "half", "over"}; !slices.Equal(a.told, want) {
		t.Errorf("a protocol with ReadConnectionLost is told %q, want %q", a.told, want)
	}
}

func TestAProtocolThatIsNoHalfCloserDoesNotBecomeOne(t *testing.T) {
	f := Limit(build(new(visitor)), 1)
	p, _ := enter(f)
	if _, ok := p.(protocol.HalfCloser); ok {
		t.Error("what you build has ReadConnectionLost, and what it was built around has not: its connection will stay open when the other end has left")
	}
}

// A named visitor has a name in logs and traces.
type named struct{ visitor }

func (n *named) String() string { return "Anna" }

// An attentive visitor may have one, too.
type namedAttentive struct{ attentive }

func (n *namedAttentive) String() string { return "Ben" }

func TestAProtocolKeepsItsName(t *testing.T) {
	f := Limit(build(new(named), new(namedAttentive), new(visitor)), 3)
	for _, want := range []string{"Anna", "Ben", "none"} {
		p, _ := enter(f)
		got := "none"
		if s, ok := p.(fmt.Stringer); ok {
			got = s.String()
		}
		if got != want {
			t.Errorf("the name of what you build is %s, and inside is %s", got, want)
		}
		if _, ok := p.(protocol.HalfCloser); ok != (want == "Ben") {
			t.Errorf("%s: is it a HalfCloser? %v", want, ok)
		}
	}
}

// A greeter says hello, and hangs up when it is told anything.
type greeter struct{ protocol.Transport }

func (g *greeter) ConnectionMade(t protocol.Transport) {
	g.Transport = t
	fmt.Fprintln(t, "hello")
}
func (g *greeter) DataReceived(data []byte)    { g.LoseConnection() }
func (g *greeter) ConnectionLost(reason error) {}

func TestOnAReactor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var world sim.Network
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(&world)})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		port, err := r.ListenTCP("127.0.0.1:0", Limit(protocol.FactoryFunc(
			func(netip.AddrPort) protocol.Protocol { return new(greeter) }), 1))
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		go func() {
			defer stop()
			first, hello := hear(ctx, t, &world, port.LocalAddr())
			if hello != "hello\n" {
				t.Errorf("the first visitor hears %q", hello)
			}
			if _, hello := hear(ctx, t, &world, port.LocalAddr()); hello != "" {
				t.Errorf("the second, beside the first, hears %q", hello)
			}
			io.WriteString(first, "bye")
			io.ReadAll(first)
			first.Close()
			time.Sleep(time.Second)
			if _, hello := hear(ctx, t, &world, port.LocalAddr()); hello != "hello\n" {
				t.Errorf("the third, after the first has left, hears %q", hello)
			}
		}()
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	})
}

// hear connects, and returns the connection and the line that it is greeted with.
func hear(ctx context.Context, t *testing.T, world *sim.Network, address netip.AddrPort) (net.Conn, string) {
	conn, err := world.DialContext(ctx, "tcp", address.String())
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	line := make([]byte, 6)
	n, _ := io.ReadFull(conn, line)
	return conn, string(line[:n])
}
