package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"slowpoetry/code/book/program"
)

// A mailbox keeps messages until they are received. Any goroutine may send; one receives.
type mailbox struct {
	mu      sync.Mutex
	letters []string
	news    chan struct{} // has room for one: something was sent
}

func newMailbox() *mailbox { return &mailbox{news: make(chan struct{}, 1)} }

// send puts a letter in the mailbox. It never blocks: there is always room.
func (m *mailbox) send(letter string) {
	m.mu.Lock()
	m.letters = append(m.letters, letter)
	m.mu.Unlock()
	select {
	case m.news <- struct{}{}:
	default: // the receiver has not seen the last news yet
	}
}

//listing:receive

// receive takes the first letter out that is wanted, and leaves the others where they are, in their
// order. It blocks until there is one, or until ctx is done.
func (m *mailbox) receive(ctx context.Context, wanted func(letter string) bool) (string, error) {
	for i := 0; ; {
		m.mu.Lock()
		for ; i < len(m.letters); i++ {
			if letter := m.letters[i]; wanted(letter) {
				m.letters = slices.Delete(m.letters, i, i+1)
				m.mu.Unlock()
				return letter, nil
			}
		}
		m.mu.Unlock()
		select {
		case <-m.news: // look at what is new, from i on
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

//listing:end

// is returns a function that wants one letter.
func is(want string) func(string) bool { return func(letter string) bool { return letter == want } }

// anything wants every letter.
func anything(string) bool { return true }

// mailboxes receives letters in another order than they came in.
func mailboxes(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	m := newMailbox()
	look := func(what string) {
		fmt.Fprintf(env.Stdout, "%-34s in the box: %s\n", what, strings.Join(m.letters, ", "))
	}
	receive := func(what string, wanted func(string) bool) {
		patience, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		letter, err := m.receive(patience, wanted)
		if err != nil {
			letter = "nothing, after 50 ms"
		}
		look(what + ": " + letter)
	}
	for _, letter := range []string{"bill", "poem", "advert", "poem"} {
		m.send(letter)
	}
	look("four letters have come")
	receive("a poem", is("poem"))
	receive("anything", anything)
	receive("an answer", is("answer"))
	time.AfterFunc(10*time.Millisecond, func() { m.send("answer") })
	receive("an answer", is("answer"))
	return ctx.Err()
}

// scan measures what it takes to receive a letter that stands behind others which are not wanted.
func scan(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	rounds := flags.Int("n", 2000, "receive `n` letters each time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 1 {
		return program.Usagef("-n %d is nothing to measure", *rounds)
	}
	fmt.Fprintln(env.Stdout, "waiting   a receive")
	for _, waiting := range []int{0, 10, 100, 1000, 10_000} {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		m := newMailbox()
		for range waiting {
			m.send("later")
		}
		began := time.Now()
		for range *rounds {
			m.send("now")
			m.receive(ctx, is("now"))
		}
		fmt.Fprintf(env.Stdout, "%7d %9d ns\n", waiting, time.Since(began).Nanoseconds()/int64(*rounds))
	}
	return nil
}
