// Package exercise is a fourth protocol in front of the poems: Gopher, RFC 1436, from 1991.
//
// A client sends a line, the selector: "tide" or "tide/lower". The server answers with the poem, in lines
// that end in "\r\n"; before a line that begins with a full stop it puts another. An error is a line that
// begins with "3", then the problem, a tab, a tab, "error.host", a tab and "1". After either comes a line
// that is a full stop, and the server hangs up.
package exercise

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// A Server answers Gopher.
type Server struct {
	Service  *poem.Service
	Patience time.Duration // for a selector to come
	Limit    time.Duration // for a poem
}

// longest is how many bytes a selector may have, with its end.
const longest = 256

// Serve takes connections from door until ctx is done, which is no error. Then it hangs up on those that
// there are, and returns when all have left. It closes the door. A client that hangs up ends the
// context of its request.
func (s *Server) Serve(ctx context.Context, door net.Listener) error {
	defer context.AfterFunc(ctx, func() { door.Close() })()
	var clients sync.WaitGroup
	defer clients.Wait()
	for {
		conn, err := door.Accept()
		if err != nil {
			door.Close()
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		clients.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			s.answer(ctx, conn)
		})
	}
}

// answer reads a selector, and answers it.
func (s *Server) answer(ctx context.Context, conn net.Conn) {
	ctx, cancel := context.WithTimeout(ctx, s.Limit)
	defer cancel()
	conn.SetReadDeadline(time.Now().Add(s.Patience))
	line, err := bufio.NewReader(io.LimitReader(conn, longest)).ReadString('\n')
	if err != nil {
		return
	}
	conn.SetReadDeadline(time.Time{})
	go func() {
		io.Copy(io.Discard, conn)
		cancel()
	}()
	name, change, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "/")
	p, err := s.Service.Get(ctx, poem.Request{Poem: name, Change: change})
	conn.SetWriteDeadline(time.Now().Add(s.Patience))
	if err != nil {
		fmt.Fprintf(conn, "3%s\t\terror.host\t1\r\n.\r\n", poem.As(err).Problem)
		return
	}
	var text strings.Builder
	for line := range strings.Lines(p.Text) {
		if strings.HasPrefix(line, ".") {
			text.WriteByte('.')
		}
		text.WriteString(strings.TrimSuffix(line, "\n") + "\r\n")
	}
	io.WriteString(conn, text.String()+".\r\n")
}
