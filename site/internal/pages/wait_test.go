package pages

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// What cannot come any more is not waited for: a test says so soon, and why.
func TestWaitingEndsWhenItIsInVain(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"/":          `<!doctype html><title>x</title><link rel="icon" href="data:,"><p role="status">ready</p>`,
		"/dies.js":   `throw new Error("no ink in the worker")`,
		"/answer.js": `setTimeout(() => postMessage("ink"), 14000)`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind := "text/html"
		if strings.HasSuffix(r.URL.Path, ".js") {
			kind = "text/javascript"
		}
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, files[r.URL.Path])
	}))
	t.Cleanup(server.Close)
	for _, test := range []struct {
		name, before string // what the page does
		expression   string // is waited for
		want         string // says the error, in parts; "" if it comes
	}{
		{"nothing goes on", ``, `document.querySelector("b")`, `nothing: it is not true, and the page is at rest … the page says ["ready"]`},
		{"an exception", `setTimeout(() => { throw new Error("no ink") }, 100)`, `document.querySelector("b")`, "something is wrong: Uncaught Error: no ink"},
		{"a promise that nobody minds", `Promise.reject(new Error("no quill"))`, `document.querySelector("b")`, "something is wrong: Error: no quill"},
		{"a worker that dies", `new Worker("dies.js")`, `document.querySelector("b")`, "something is wrong: in a worker: Uncaught Error: no ink in the worker"},
		{"an exception in vain, and yet it comes", `setTimeout(() => { throw new Error("no ink") }, 100);
			setTimeout(() => document.body.append(document.createElement("b")), 3000)`, `document.querySelector("b")`, ""},
		{"a page at work", `document.querySelector("p").dataset.state = "running";
			const worker = new Worker("answer.js");
			worker.onmessage = () => document.body.append(document.createElement("b"))`, `document.querySelector("b")`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := open(t, view{1280, "light"})
			b.visit(server.URL)
			start := time.Now()
			_, _ = chromedp.Run(b.ctx, chromedp.Evaluate[any]("(() => {"+test.before+"})()"))
			err := b.wait("nothing", test.expression, "{}")
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && err == nil:
				t.Error("it does not notice")
			case test.want != "":
				for part := range strings.SplitSeq(test.want, " … ") {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("it says %v, want %q", err, part)
					}
				}
			}
			// Twenty seconds, and some for a machine that is at work for others.
			if took := time.Since(start); test.want != "" && took > patience/2 {
				t.Errorf("it took %v", took)
			}
		})
	}
	t.Run("the page crashes", func(t *testing.T) {
		t.Parallel()
		b := open(t, view{1280, "light"})
		b.visit(server.URL)
		start := time.Now()
		go func() { _ = chromedp.Do(b.ctx, chromedp.Navigate("chrome://crash")) }()
		if err := b.wait("nothing", `document.querySelector("b")`, "{}"); err == nil || !strings.Contains(err.Error(), "the page has crashed") {
			t.Errorf("it says %v", err)
		}
		if took := time.Since(start); took > patience/2 {
			t.Errorf("it took %v", took)
		}
	})
}
