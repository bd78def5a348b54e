// Package behind does work behind a site that is shown already, and tells the site's pages how far
// it is.
//
//	work := behind.New(build)
//	go work.Run(ctx)
//	http.Serve(listener, work)    // {"state": "working", "doing": "programs for the page: 3 of 12"}
//	work.Again()                  // something has changed
//
// The one rule: there is one piece of work at a time. What is asked for meanwhile is done afterwards,
// once, however often it was asked for.
package behind

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

// A State is how far the work is.
type State string

// The work is being done, was done to the end, or ended with an error.
const (
	Working State = "working"
	Done    State = "done"
	Failed  State = "failed"
)

// A News is what pages are told.
type News struct {
	State State  `json:"state"`
	Doing string `json:"doing"` // while it is being done: what, in words
}

// A Work is work that is done again and again. Its methods may be called from any goroutine.
type Work struct {
	do    func(ctx context.Context, status func(format string, args ...any)) error
	asked chan struct{} // has room for one

	mu   sync.Mutex
	news News
}

// New returns work that do does. What it is doing at the moment, it tells status.
func New(do func(ctx context.Context, status func(format string, args ...any)) error) *Work {
	w := &Work{do: do, asked: make(chan struct{}, 1), news: News{State: Working}}
	w.Again()
	return w
}

// Again asks for the work to be done, after what is being done now. It does not wait.
func (w *Work) Again() {
	select {
	case w.asked <- struct{}{}:
	default: // somebody has asked already
	}
}

// Run does the work once, and then whenever somebody asks for it, until ctx is done. An error of the work
// goes to failed; the next time it may succeed.
func (w *Work) Run(ctx context.Context, failed func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.asked:
		}
		w.tell(News{State: Working})
		err := w.do(ctx, func(format string, args ...any) {
			w.tell(News{Working, fmt.Sprintf(format, args...)})
		})
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.tell(News{State: Failed})
			failed(err)
		default:
			w.tell(News{State: Done})
		}
	}
}

func (w *Work) tell(news News) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.news = news
}

// ServeHTTP tells how far the work is, as JSON, pages of any origin.
func (w *Work) ServeHTTP(to http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	news := w.news
	w.mu.Unlock()
	to.Header().Set("Content-Type", "application/json")
	to.Header().Set("Access-Control-Allow-Origin", "*") // the pages come from another port
	to.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(to).Encode(news)
}
