package web

import (
	"context"
	"net/http"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// A problem is an error on its way to a client: RFC 9457, application/problem+json.
type problem struct {
	Type   string `json:"type"` // a URN with the kind of the error, or about:blank
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

//listing:statuses

// statuses are what HTTP calls the kinds of errors.
var statuses = map[poem.Kind]struct {
	code  int
	title string
}{
	poem.Unknown: {http.StatusNotFound, "There is no such thing"},
	poem.Refused: {http.StatusUnprocessableEntity, "This poem cannot be changed in this way"},
	poem.Busy:    {http.StatusServiceUnavailable, "Too many requests at a time"},
	poem.Late:    {http.StatusGatewayTimeout, "It took too long"},
	poem.Gone:    {499, "The client has left"}, // nginx's, for the log: there is no one to read it
	poem.Broken:  {http.StatusInternalServerError, "Something is broken"},
}

//listing:end

// problemOf returns an error as a client may see it.
func problemOf(err error) problem {
	e := poem.As(err)
	status := statuses[e.Kind]
	return problem{Type: "urn:slowpoetry:" + string(e.Kind), Title: status.title, Status: status.code, Detail: e.Problem}
}

// fail answers with a problem, and has the log know all of it.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	s.Log.Warn("web", "client", r.RemoteAddr, "path", r.URL.Path, "status", p.Status, "err", err)
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	reply(w, p.Status, "application/problem+json", p)
}

// contextOf returns the context of a request, which ends when its client does not want to wait longer.
func contextOf(r *http.Request, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), wait(r, limit))
}

// problems is a handler whose mux answers with a problem where it would with plain text: if there is
// no such page, or the method is wrong.
type problems struct{ *http.ServeMux }

func (p problems) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, pattern := p.Handler(r); pattern == "" {
		w = &plainErrors{ResponseWriter: w}
	}
	p.ServeMux.ServeHTTP(w, r)
}

// plainErrors turns the errors of the mux into problems.
type plainErrors struct{ http.ResponseWriter }

func (w *plainErrors) WriteHeader(status int) {
	w.Header().Del("X-Content-Type-Options")
	if status < 400 { // a redirection
		w.ResponseWriter.WriteHeader(status)
		return
	}
	reply(w.ResponseWriter, status, "application/problem+json", problem{Type: "about:blank", Title: http.StatusText(status), Status: status})
}

// Write drops the plain text.
func (w *plainErrors) Write(text []byte) (int, error) { return len(text), nil }
