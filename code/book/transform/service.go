// Package transform has a service that changes poems. It knows of no network: it is asked by name,
// and answers with the poem, or says why not.
//
//	service := transform.NewService(transform.Engines())
//	poem, err := service.Transform("lower", "Slack WATER")
//
// The one rule: a name may come from anywhere, so what it can call is what was handed to
// [NewService], and nothing else. What is called may fail in any way, and costs one error.
package transform

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"slowpoetry/code/panics"
)

// An Engine changes a poem, or says why it cannot.
type Engine func(poem string) (string, error)

// A Service changes poems with the engines that it has. One goroutine at a time may use it.
type Service struct {
	engines map[string]Engine
	asked   int
}

// NewService returns a service that offers these engines, by these names.
func NewService(engines map[string]Engine) *Service { return &Service{engines: engines} }

// Transform returns what the engine of that name makes of a poem. An error is the engine's, or says
// that there is no such engine. If the engine panics, the error is a *panics.Error.
func (s *Service) Transform(name, poem string) (changed string, err error) {
	s.asked++
	engine, ok := s.engines[name]
	switch {
	case !ok:
		return "", &UnknownError{name, s.Names()}
	case !utf8.ValidString(poem):
		return "", errNoText
	}
	defer func() {
		if value := recover(); value != nil {
			err = panics.New(value, "transform.Service.Transform")
		}
	}()
	return engine(poem)
}

// Asked returns how many times the service was asked.
func (s *Service) Asked() int { return s.asked }

// Names returns the names of the engines, in alphabetical order.
func (s *Service) Names() []string { return slices.Sorted(maps.Keys(s.engines)) }

// An UnknownError says that a service has no engine of that name.
type UnknownError struct {
	Name string
	Have []string
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("no transform is called %q: there are %s", e.Name, strings.Join(e.Have, ", "))
}

var errNoText = errors.New("the poem is not UTF-8")
