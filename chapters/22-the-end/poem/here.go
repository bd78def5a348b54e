package poem

import (
	"context"
	"errors"
	"slices"

	"slowpoetry/code/book/transform"
	"slowpoetry/code/panics"
)

// Here is a [Changer] that changes poems where it is called, with the engines of chapter 12.
type Here struct{}

// Changes returns the names of the engines.
func (Here) Changes() []string { return transform.NewService(transform.Engines()).Names() }

// Change has an engine change a text. An engine that panics is no refusal: it is broken.
func (h Here) Change(ctx context.Context, change, text string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if !slices.Contains(h.Changes(), change) {
		return "", unknown("change", change, h.Changes())
	}
	changed, err := transform.NewService(transform.Engines()).Transform(change, text)
	if _, broken := errors.AsType[*panics.Error](err); err != nil && !broken {
		return "", &Error{Kind: Refused, Problem: err.Error()}
	}
	return changed, err
}
