// Package exercise is a fourth protocol in front of the poems: Gopher, RFC 1436, from 1991.
//
// A client sends a line, the selector: "tide" or "tide/lower". The server answers with the poem, in lines
// that end in "\r\n"; before a line that begins with a full stop it puts another. An error is a line that
// begins with "3", then the problem, a tab, a tab, "error.host", a tab and "1". After either comes a line
// that is a full stop, and the server hangs up.
package exercise

import (
	"context"
	"errors"
	"net"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// A Server answers Gopher.
type Server struct {
	Service  *poem.Service
	Patience time.Duration // for a selector to come
	Limit    time.Duration // for a poem
}

// Serve takes connections from door until ctx is done, which is no error. Then it hangs up on those that
// there are, and returns when all have left. It closes the door. A client that hangs up ends the
// context of its request.
func (s *Server) Serve(ctx context.Context, door net.Listener) error {
	door.Close()
	return errors.New("there is no Gopher yet")
}
