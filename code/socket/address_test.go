package socket_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"slowpoetry/code/book/program"
	. "slowpoetry/code/socket"
)

func TestAddressesAreParsedAlike(t *testing.T) {
	for _, try := range []struct{ address, split, listen, connect string }{
		{":10000", " 10000", "[::]:10000", "127.0.0.1:10000"},
		{"[::]:0", ":: 0", "[::]:0", "127.0.0.1:0"},
		{"0.0.0.0:1", "0.0.0.0 1", "0.0.0.0:1", "127.0.0.1:1"},
		{"localhost:65535", "localhost 65535", "127.0.0.1:65535", "127.0.0.1:65535"},
		{"[::ffff:10.0.0.1]:1", "::ffff:10.0.0.1 1", "10.0.0.1:1", "10.0.0.1:1"},
		{"[fe80::1%eth0]:1", "fe80::1%eth0 1", "[fe80::1%eth0]:1", "[fe80::1%eth0]:1"},
		{"poems.example:1", "poems.example 1", `host "poems.example" is not an IP address`, `host "poems.example" is not an IP address`},
		{"10.1:1", "10.1 1", `host "10.1" is not an IP address`, `host "10.1" is not an IP address`},
		{"localhost:http", `invalid port "http"`, `invalid port "http"`, `invalid port "http"`},
		{"localhost:+1", `invalid port "+1"`, `invalid port "+1"`, `invalid port "+1"`},
		{"localhost:", `invalid port ""`, `invalid port ""`, `invalid port ""`},
		{"localhost:65536", `invalid port "65536"`, `invalid port "65536"`, `invalid port "65536"`},
		{"localhost", "address localhost: missing port in address", "address localhost: missing port in address", "address localhost: missing port in address"},
	} {
		say := func(a any, err error) string {
			if err != nil {
				return err.Error()
			}
			return fmt.Sprint(a)
		}
		host, port, err := SplitAddress(try.address)
		split := say(fmt.Sprint(host, " ", port), err)
		listen, connect := say(ParseListen(try.address)), say(ParseConnect(try.address))
		if split != try.split || listen != try.listen || connect != try.connect {
			t.Errorf("%q: %s, %s, %s", try.address, split, listen, connect)
		}
	}
}

// TestNamesAreNotLookedUp holds for all stacks, and at once: a resolver would block.
func TestNamesAreNotLookedUp(t *testing.T) {
	inEachWorld(t, func(w *world) {
		for _, address := range []string{"poems.invalid:10000", "localhost:http"} {
			if _, err := w.stack.Listen(address); err == nil || !strings.HasPrefix(err.Error(), "listen "+address+": ") {
				w.Errorf("listens at %s: %v", address, err)
			}
			if _, err := w.stack.Connect(address); err == nil || !strings.HasPrefix(err.Error(), "connect "+address+": ") {
				w.Errorf("connects to %s: %v", address, err)
			}
		}
	})
}

// reaches reports whether a connection to the listener's port at another address is made.
func (w *world) reaches(l Listener, host string) bool {
	w.Helper()
	s := w.connect(net.JoinHostPort(host, fmt.Sprint(l.LocalAddr().Port())))
	w.await(s, Writable)
	if err := s.ConnectError(); err != nil {
		if !errors.Is(err, syscall.ECONNREFUSED) {
			w.Error(err)
		}
		return false
	}
	w.await(l, Readable)
	accepted, err := l.Accept()
	w.no(err)
	defer accepted.Close()
	if accepted.LocalAddr() != s.RemoteAddr() || accepted.RemoteAddr() != s.LocalAddr() {
		w.Errorf("%v to %v, and back %v to %v", s.LocalAddr(), s.RemoteAddr(), accepted.LocalAddr(), accepted.RemoteAddr())
	}
	return true
}

func TestWithoutAHostConnectionsAreFromAnywhere(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems do not give all of 127.0.0.0/8 to the loopback interface, or one socket both IPv4 and IPv6")
	}
	inEachWorld(t, func(w *world) {
		w.needsIPv6()
		for _, try := range []struct{ listen, reached string }{
			{":0", "127.0.0.1 127.0.0.2 ::1"},
			{"[::]:0", "127.0.0.1 127.0.0.2 ::1"},
			{"0.0.0.0:0", "127.0.0.1 127.0.0.2"},
			{"127.0.0.2:0", "127.0.0.2"},
			{"[::1]:0", "::1"},
		} {
			l := w.listenAt(try.listen)
			var reached []string
			for _, host := range []string{"127.0.0.1", "127.0.0.2", "::1"} {
				if w.reaches(l, host) {
					reached = append(reached, host)
				}
			}
			if got := strings.Join(reached, " "); got != try.reached {
				w.Errorf("at %s (%v): reached at %s, want %s", try.listen, l.LocalAddr(), got, try.reached)
			}
		}
	})
}

func TestAddressesOverlapAsTheSystems(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("systems differ in which addresses of one port may be listened on at once; a World is like Linux")
	}
	inEachWorld(t, func(w *world) {
		w.needsIPv6()
		for _, try := range []struct {
			first, then string
			free        bool
		}{
			{"", "127.0.0.9", false},
			{"", "[::1]", false},
			{"", "0.0.0.0", false},
			{"0.0.0.0", "127.0.0.9", false},
			{"0.0.0.0", "[::1]", true},
			{"127.0.0.1", "127.0.0.9", true},
			{"127.0.0.1", "", false},
		} {
			l := w.listenAt(try.first + ":0")
			again, err := w.stack.Listen(fmt.Sprintf("%s:%d", try.then, l.LocalAddr().Port()))
			if err == nil {
				again.Close()
			}
			if try.free != (err == nil) || err != nil && !errors.Is(err, syscall.EADDRINUSE) {
				w.Errorf("first %q, then %q: %v", try.first, try.then, err)
			}
			w.no(l.Close())
		}
	})
}

func TestConnectionsComeFromTheLoopbackAddress(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems do not give all of 127.0.0.0/8 to the loopback interface")
	}
	inEachWorld(t, func(w *world) {
		w.needsIPv6()
		l := w.listenAt("0.0.0.0:0")
		s := w.connect(fmt.Sprintf("127.0.0.2:%d", l.LocalAddr().Port()))
		w.await(s, Writable)
		w.no(s.ConnectError())
		if got := s.LocalAddr().Addr().String(); got != "127.0.0.1" {
			w.Errorf("from %s", got)
		}
	})
}

// needsIPv6 skips a test on a machine without it.
func (w *world) needsIPv6() {
	if w.stack.Name() == "simulated" || w.virtual {
		return
	}
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		w.Skipf("this machine has no IPv6: %v", err)
	}
	l.Close()
}

// TestZonesAreKept is about link-local addresses, which mean nothing without the interface.
func TestZonesAreKept(t *testing.T) {
	for _, stack := range implementations() {
		t.Run(stack.Name(), func(t *testing.T) {
			noLeaks(t)
			w := &world{t, stack, program.System, false}
			ip := linkLocal()
			if !ip.IsValid() {
				t.Skip("no interface of this machine has a link-local IPv6 address")
			}
			l := w.listenAt(netip.AddrPortFrom(ip, 0).String())
			zone, err := net.InterfaceByName(ip.Zone())
			w.no(err)
			if number := ip.WithZone(strconv.Itoa(zone.Index)); !w.reaches(l, ip.String()) || !w.reaches(l, number.String()) {
				t.Error("nobody is there")
			}
			if l.LocalAddr().Addr() != ip {
				t.Errorf("listens at %v, not %v", l.LocalAddr(), ip)
			}
		})
	}
}

// linkLocal returns an address of this machine that has a zone, or none.
func linkLocal() netip.Addr {
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		addresses, _ := i.Addrs()
		for _, a := range addresses {
			prefix, err := netip.ParsePrefix(a.String())
			if err == nil && prefix.Addr().Is6() && prefix.Addr().IsLinkLocalUnicast() && i.Flags&net.FlagUp != 0 {
				return prefix.Addr().WithZone(i.Name)
			}
		}
	}
	return netip.Addr{}
}
