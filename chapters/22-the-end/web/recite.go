package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

//listing:recite

// recite sends a poem as server-sent events. Each piece has as its id where in the poem it ends: a
// browser that has lost the connection comes again by itself, and says the last id that it has seen.
func (s *Server) recite(w http.ResponseWriter, r *http.Request) {
	from, _ := strconv.Atoi(r.Header.Get("Last-Event-ID")) // 0 if there is none
	stream := http.NewResponseController(w)
	started := false
	send := func(format string, args ...any) error {
		if !started {
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("Cache-Control", "no-store")
			started = true
			io.WriteString(w, "retry: 500\n") // milliseconds
		}
		stream.SetWriteDeadline(time.Now().Add(s.Limit))
		fmt.Fprintf(w, format, args...)
		return stream.Flush()
	}
	err := s.Service.Recite(r.Context(), requestOf(r), from, s.Pace, func(p poem.Piece) error {
		text, _ := json.Marshal(p.Text) // a string, on one line
		return send("id: %d\ndata: %s\n\n", p.End, text)
	})
	switch {
	case err == nil:
		send("event: end\ndata:\n\n")
	case started:
		s.Log.Info("web: a recital ends", "client", r.RemoteAddr, "path", r.URL.Path, "err", err)
	default:
		s.fail(w, r, err)
	}
}

//listing:end
