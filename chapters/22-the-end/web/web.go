// Package web has the poems for browsers and for other programs: JSON over HTTP, recitals as
// server-sent events, and a page that listens to one.
//
//	GET /poems                        the names of poems and changes
//	GET /poems/tide?change=lower      a poem
//	GET /recitals/tide?change=lower   the poem, slowly: an event for each piece
//	GET /openapi.json                 all this, as a machine reads it
//	GET /                             the page
//
// An error is a problem as RFC 9457 has it. A client that sends "Prefer: wait=3" waits no longer than
// three seconds.
//
// It is a handler of package net/http, which has a goroutine for each request and a context that
// ends when the client has left. There is nothing in this book with which to do better.
package web

import (
	_ "embed"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// A Server answers HTTP. Its fields must not change while it serves.
type Server struct {
	Service *poem.Service
	Pace    poem.Pace
	Limit   time.Duration // for an answer, and for each piece of a recital to be taken
	Log     *slog.Logger
}

//go:embed openapi.json
var description []byte

//go:embed page.html
var page []byte

// routes are what the server answers.
func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /poems":           s.list,
		"GET /poems/{name}":    s.get,
		"GET /recitals/{name}": s.recite,
		"GET /openapi.json":    static("application/json", description),
		"GET /{$}":             static("text/html; charset=utf-8", page),
	}
}

// Handler returns what answers requests.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, handler := range s.routes() {
		mux.Handle(pattern, handler)
	}
	return problems{mux}
}

// get answers with a poem.
func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := contextOf(r, s.Limit)
	defer cancel()
	p, err := s.Service.Get(ctx, requestOf(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, "application/json", p)
}

// requestOf returns what a client asks for.
func requestOf(r *http.Request) poem.Request {
	return poem.Request{Poem: r.PathValue("name"), Change: r.URL.Query().Get("change")}
}

// list answers with the names.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, "application/json", map[string][]string{"poems": s.Service.Poems(), "changes": s.Service.Changes()})
}

// static answers with a text.
func static(kind string, text []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'")
		w.Write(text)
	}
}

// reply answers with JSON.
func reply(w http.ResponseWriter, status int, kind string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // these are our own types
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)+1))
	w.WriteHeader(status)
	w.Write(append(text, '\n'))
}

// wait returns how long a client wants to wait, as RFC 7240 has it, but no longer than limit.
func wait(r *http.Request, limit time.Duration) time.Duration {
	for _, preference := range strings.Split(strings.Join(r.Header.Values("Prefer"), ","), ",") {
		seconds, ok := strings.CutPrefix(strings.TrimSpace(preference), "wait=")
		if n, err := strconv.Atoi(seconds); ok && err == nil && n >= 0 && n < int(limit/time.Second) {
			return time.Duration(n) * time.Second
		}
	}
	return limit
}
