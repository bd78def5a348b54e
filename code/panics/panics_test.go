package panics_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/panics"
)

var errTest = errors.New("no ink")

// attempt is what the package is for, as in its comment.
func attempt(f func()) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = panics.New(value, "panics_test.attempt")
		}
	}()
	f()
	return nil
}

//go:noinline
func bang(value any) { panic(value) }

// names returns what was called, without the places in the source.
func names(stack []string) []string {
	var names []string
	for _, line := range stack {
		name, _, _ := strings.Cut(line, " ")
		names = append(names, name)
	}
	return names
}

func TestAPanicIsAnErrorThatWrapsTheValue(t *testing.T) {
	err := attempt(func() { bang(errTest) })
	if e, ok := errors.AsType[*panics.Error](err); !ok || e.Value != errTest || !errors.Is(err, errTest) ||
		err.Error() != "panic: no ink" {
		t.Errorf("%#v", err)
	}
	if err := attempt(func() { bang("rain") }); err.Error() != "panic: rain" || errors.Unwrap(err) != nil {
		t.Errorf("%#v", err)
	}
}

func TestTheStackEndsWhereItIsOfNoInterest(t *testing.T) {
	e := attempt(func() { bang(errTest) }).(*panics.Error)
	want := []string{"panics_test.bang", "panics_test.TestTheStackEndsWhereItIsOfNoInterest.func1"}
	if got := names(e.Stack()); !slices.Equal(got, want) || !strings.Contains(e.Stack()[0], " panics_test.go:") {
		t.Errorf("stack: %q", e.Stack())
	}
}

func TestAFunctionThatIsNilIsBlamedOnItsCaller(t *testing.T) {
	e := attempt(nil).(*panics.Error)
	if got := names(e.Stack()); len(got) == 0 || got[0] != "panics_test.attempt" {
		t.Errorf("stack: %q", e.Stack())
	}
}

func TestAPanicThatGoesOnKeepsItsStack(t *testing.T) {
	first := attempt(func() { bang(errTest) })
	second := attempt(func() { panic(first) })
	if first != second {
		t.Errorf("got %v, want %v", second, first)
	}
}

func ExampleNew() {
	err := func() (err error) {
		defer func() {
			if value := recover(); value != nil {
				err = panics.New(value)
			}
		}()
		var shelf []string
		fmt.Println(shelf[2])
		return nil
	}()
	fmt.Println(err)
	// Output: panic: runtime error: index out of range [2] with length 0
}
