// Package poem is what our program offers: poems by name, as they are or changed, at once or slowly.
//
//	service := poem.New(changer, 1000)
//	p, err := service.Get(ctx, poem.Request{Poem: "tide", Change: "lower"})
//
// The one rule: there is no network in here. A protocol turns bytes into a [Request], calls the
// service, and turns the answer, or the [Kind] of an error, into bytes again. The context says how
// long its client will wait, and ends when the client has left.
package poem

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"slowpoetry/code/book/poetry"
)

// A Request asks for a poem.
type Request struct {
	Poem   string // its name
	Change string // the name of a change to be made to it, or "" for none
}

// A Poem is an answer.
type Poem struct {
	Name   string `json:"name"`
	Title  string `json:"title"`            // its first line, unchanged
	Change string `json:"change,omitempty"` // that was made
	Text   string `json:"text"`
}

// A Changer changes poems. It may be slow, and it may be elsewhere. Any goroutine may call it.
type Changer interface {
	// Changes returns the names of the changes that it knows.
	Changes() []string

	// Change blocks until it has changed a text, or knows why it cannot, or ctx is done. It is
	// asked for a change that it knows. A text that it cannot change is a [Refused] error.
	Change(ctx context.Context, change, text string) (string, error)
}

// A Service has poems. Any goroutine may use it.
type Service struct {
	changer Changer
	room    chan struct{} // takes a token for each request in progress
}

// New returns a service with the poems of the book, which answers so many requests at a time and
// refuses more.
func New(c Changer, most int) *Service {
	return &Service{changer: c, room: make(chan struct{}, most)}
}

// Poems returns the names of the poems.
func (s *Service) Poems() []string { return poetry.Names() }

// Changes returns the names of the changes.
func (s *Service) Changes() []string { return s.changer.Changes() }

// Get returns a poem. It blocks while the poem is changed, until ctx is done at the latest. An error
// is an [*Error].
func (s *Service) Get(ctx context.Context, q Request) (Poem, error) {
	leave, err := s.enter()
	if err != nil {
		return Poem{}, err
	}
	defer leave()
	return s.get(ctx, q)
}

// enter takes a place for a request, or says that there is none.
func (s *Service) enter() (leave func(), err error) {
	select {
	case s.room <- struct{}{}:
		return func() { <-s.room }, nil
	default:
		return nil, &Error{Kind: Busy, Problem: "too many requests at a time: come again"}
	}
}

func (s *Service) get(ctx context.Context, q Request) (Poem, error) {
	found, ok := find(q.Poem)
	if !ok {
		return Poem{}, unknown("poem", q.Poem, s.Poems())
	}
	p := Poem{Name: found.Name, Title: found.Title(), Change: q.Change, Text: string(found.Text)}
	if q.Change == "" {
		return p, ended(ctx, nil)
	}
	if !slices.Contains(s.Changes(), q.Change) {
		return Poem{}, unknown("change", q.Change, s.Changes())
	}
	text, err := s.changer.Change(ctx, q.Change, p.Text)
	if err != nil {
		return Poem{}, ended(ctx, err)
	}
	p.Text = text
	return p, nil
}

// find finds a poem of the book. [poetry.Find] would open files, too, and a client may not.
func find(name string) (poetry.Poem, bool) {
	if !slices.Contains(poetry.Names(), name) {
		return poetry.Poem{}, false
	}
	p, err := poetry.Find(name)
	return p, err == nil
}

func unknown(what, name string, have []string) error {
	return &Error{Kind: Unknown, Problem: fmt.Sprintf("no %s is called %q: there are %s", what, name, strings.Join(have, ", "))}
}
