package pages

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"slowpoetry/site/internal/behind"
)

// While "book serve" still compiles what runs in the page, Run and Edit say so; then they work.
func TestWhatIsStillBeingCompiledIsSaid(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	path := s.chapters(t)[1]
	text, err := os.ReadFile(file(s.dir, path))
	if err != nil {
		t.Fatal(err)
	}
	// The page as it is before there are programs: see layouts/_partials/behind.html.
	early := regexp.MustCompile(`data-program=("[^"]*"|[^ >]*)`).ReplaceAllString(string(text), `data-soon="yes"`)
	early = regexp.MustCompile(` data-(cell|player|exec|worker|draw|toolchain|editor|editor-style|stack-style)=("[^"]*"|[^ >]*)`).ReplaceAllString(early, "")
	early = strings.Replace(early, "<head>", `<head><meta name="behind" content="/behind">`, 1)
	if early == string(text) || !strings.Contains(early, "data-soon") {
		t.Fatal("the page has nothing to run")
	}

	var ready atomic.Bool
	goOn := make(chan struct{})
	work := behind.New(func(_ context.Context, status func(string, ...any)) error {
		status("programs: %d of %d", 3, 12)
		<-goOn
		return nil
	})
	go work.Run(t.Context(), func(err error) { t.Error(err) })
	files := static(s.dir, s.path)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/behind":
			work.ServeHTTP(w, r)
		case r.URL.Path == s.path+path && !ready.Load():
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(early))
		default:
			files.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)

	b := open(t, view{1280, "light"})
	b.visit(server.URL + s.path + path)
	const terminal = `document.querySelector("main figure:has([data-command])")`
	const says = terminal + `.innerText.includes("being compiled: programs: 3 of 12")`
	b.until("the terminal does not say how far it is", says)
	for _, name := range []string{"Run", "Edit"} {
		button := `[...` + terminal + `.querySelectorAll("button")].find(b => b.textContent === "` + name + `")`
		if got := eval[string](b, button+`?.getAttribute("aria-label") ?? ""`); got != name+": being compiled: programs: 3 of 12" {
			t.Errorf("%s says %q", name, got)
		}
		if !eval[bool](b, button+`.getAttribute("aria-disabled") === "true"`) {
			t.Errorf("%s can be pressed", name)
		}
	}
	ready.Store(true)
	close(goOn)
	b.untilElsewhere("the page does not come again, with its programs", terminal+`.dataset.program && !document.querySelector("[data-soon]")`)
}
