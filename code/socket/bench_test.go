package socket_test

import (
	"fmt"
	"testing"

	. "slowpoetry/code/socket"
)

// BenchmarkEcho sends 64 bytes to and fro over many connections, all of whose ends are in one loop.
// An operation is one message one way: wait, read, write.
func BenchmarkEcho(b *testing.B) {
	for _, stack := range implementations() {
		for _, connections := range []int{1, 100, 1000} {
			b.Run(fmt.Sprintf("%s/%d", stack.Name(), connections), func(b *testing.B) {
				benchmarkEcho(b, stack, connections)
			})
		}
	}
}

func benchmarkEcho(b *testing.B, stack Stack, connections int) {
	no := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	p, err := stack.NewPoller()
	no(err)
	defer p.Close()
	l, err := stack.Listen("127.0.0.1:0")
	no(err)
	defer l.Close()
	no(p.Add(l, Readable, nil))
	for range connections {
		s, err := stack.Connect(l.LocalAddr().String())
		no(err)
		defer s.Close()
		no(p.Add(s, Writable, s))
	}
	events, buffer := make([]Event, 256), make([]byte, 64)
	b.ReportAllocs()
	b.ResetTimer()
	for messages := 0; messages < b.N; {
		n, err := p.Wait(events, -1)
		no(err)
		for _, e := range events[:n] {
			if e.Source == l {
				s, err := l.Accept()
				no(err)
				defer s.Close()
				no(p.Add(s, Readable, s))
				continue
			}
			s := e.Owner.(Socket)
			if e.Ready&Writable != 0 {
				no(p.Modify(s, Readable))
				_, err := s.Write(buffer)
				no(err)
				continue
			}
			n, err := s.Read(buffer)
			no(err)
			_, err = s.Write(buffer[:n])
			no(err)
			messages++
		}
	}
}
