package pages

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/web"
	"slowpoetry/code/book/poetry"
)

// listening opens the door of a chapter 22 web server, which rests between two pieces of 200 bytes, and returns
// its address and what closes it.
func listening(t *testing.T, address string, delay time.Duration) (at string, hangUp func()) {
	t.Helper()
	door, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	server := &web.Server{Service: poem.New(poem.Here{}, 10), Pace: poem.Pace{Bytes: 200, Delay: delay}, Limit: time.Minute, Log: slog.New(slog.DiscardHandler)}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, door, 0) }()
	return door.Addr().String(), func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// The page of chapter 22's service recites a poem to the end, though its server goes away in the middle, and
// says what is wrong where there is no poem.
func TestAPoemIsRecitedToABrowser(t *testing.T) {
	t.Parallel()
	b := open(t, view{390, "dark"})
	at, hangUp := listening(t, "127.0.0.1:0", time.Hour)
	b.visit("http://" + at + "/")
	tide, err := poetry.Find("tide")
	if err != nil {
		t.Fatal(err)
	}
	const text = `document.querySelector("pre").textContent`
	const status = `document.querySelector("[role=status]").textContent`
	choose := func(poem, change string) {
		b.until("the page does not know the poems", `document.querySelectorAll("select option").length > 5`)
		eval[any](b, `(form => { form.poem.value = "`+poem+`"; form.change.value = "`+change+`"; form.querySelector("button").click() })(document.querySelector("form"))`)
	}
	choose("tide", "")
	b.until("no recital begins", text+`.length >= 200`)
	hangUp()
	b.until("the page does not notice that the server is gone", status+` === "trying again"`)
	_, hangUp = listening(t, at, 0)
	defer func() { hangUp() }()
	b.until("the recital does not come to its end", status+` === "the end"`)
	if got := eval[string](b, text); got != string(tide.Text) {
		t.Errorf("the page shows %q", got)
	}
	choose("splitflap", "drawl")
	b.until("it does not say why there is no poem", status+` === "how does one drawl 'ö'?"`)
}
