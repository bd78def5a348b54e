package poem

import (
	"context"
	"errors"
)

// A Kind says what sort of error it is, for a protocol that has words of its own for it.
type Kind string

const (
	Unknown Kind = "unknown" // there is no such poem, or no such change
	Refused Kind = "refused" // the poem cannot be changed in this way
	Busy    Kind = "busy"    // too many want something
	Late    Kind = "late"    // it takes longer than the client wants to wait
	Gone    Kind = "gone"    // the client has left
	Broken  Kind = "broken"  // we are at fault
)

// An Error is why there is no poem. Problem is meant for the client; Err is not, and may be nil.
type Error struct {
	Kind    Kind
	Problem string
	Err     error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Problem + ": " + e.Err.Error()
	}
	return e.Problem
}

func (e *Error) Unwrap() error { return e.Err }

// As returns err as an [*Error]. What is not one yet is our fault, and the client need not know more.
func As(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Broken, Problem: "something is broken here", Err: err}
}

// ended returns the error with which a request ends: err, unless that is because ctx is done.
func ended(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Kind: Late, Problem: "it took too long", Err: err}
	case ctx.Err() != nil:
		return &Error{Kind: Gone, Problem: "the client has left", Err: err}
	case err != nil:
		return As(err)
	}
	return nil
}
