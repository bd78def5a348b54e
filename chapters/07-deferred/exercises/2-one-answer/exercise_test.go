package exercise

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

var errSilent = errors.New("the server said nothing")

// An answer is what a Get does when its time has come.
type answer func(callback func(string), errback func(error))

func poem(callback func(string), errback func(error)) { callback("A poem") }

func none(callback func(string), errback func(error)) { errback(errSilent) }

// ask asks by a wrapped Get that gives these answers, and returns what was heard, and complained.
func ask(t *testing.T, early bool, answers ...answer) (heard []string, complaints []error) {
	t.Helper()
	var later []func()
	get := func(address string, callback func(string), errback func(error)) {
		if address != "tide.example:10001" {
			t.Errorf("the address is %q", address)
		}
		for _, a := range answers {
			if early { // even that is against the contract
				a(callback, errback)
			} else {
				later = append(later, func() { a(callback, errback) })
			}
		}
	}
	d := Wrap(get, func(err error) { complaints = append(complaints, err) })("tide.example:10001")
	if d == nil {
		t.Fatal("there is no Deferred")
	}
	d.AddCallbacks(func(text string) (string, error) {
		heard = append(heard, text)
		return text, nil
	}, func(err error) (string, error) {
		heard = append(heard, err.Error())
		return "", nil
	})
	for _, f := range later {
		f()
	}
	return heard, complaints
}

func TestTheAnswerIsHeard(t *testing.T) {
	for _, early := range []bool{false, true} {
		if heard, complaints := ask(t, early, poem); !slices.Equal(heard, []string{"A poem"}) || complaints != nil {
			t.Errorf("a poem: heard %q, complaints %v", heard, complaints)
		}
		if heard, complaints := ask(t, early, none); !slices.Equal(heard, []string{errSilent.Error()}) || complaints != nil {
			t.Errorf("an error: heard %q, complaints %v", heard, complaints)
		}
	}
}

func TestTheSecondAnswerIsAComplaint(t *testing.T) {
	for _, early := range []bool{false, true} {
		for _, first := range []answer{poem, none} {
			for _, second := range []answer{poem, none} {
				heard, complaints := ask(t, early, first, second, second)
				if len(heard) != 1 || len(complaints) != 2 {
					t.Fatalf("heard %q, complaints %q, want one and two", heard, complaints)
				}
				for _, err := range complaints {
					if fired := (*deferred.AlreadyFiredError)(nil); !errors.As(err, &fired) || !strings.HasPrefix(err.Error(), "tide.example:10001: ") {
						t.Errorf("a complaint is %q, want one that wraps a *deferred.AlreadyFiredError, and the address in front", err)
					}
				}
			}
		}
	}
}

func TestEveryQuestionHasItsOwnAnswer(t *testing.T) {
	ask := Wrap(func(address string, callback func(string), _ func(error)) { callback("A poem of " + address) },
		func(err error) { t.Errorf("complains of %v", err) })
	for _, address := range []string{"a:1", "b:2"} {
		if d := ask(address); d.String() != "value A poem of "+address {
			t.Errorf("%s has %v", address, d)
		}
	}
}
