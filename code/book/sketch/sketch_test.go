package sketch_test

import (
	"errors"
	"strings"
	"testing"

	"slowpoetry/code/book/sketch"
	"slowpoetry/code/deferred"
)

func fail(string) (string, error)              { return "", errors.New("no ink") }
func apologise(error) (string, error)          { return "sorry", nil }
func note(s string, err error) (string, error) { return s, err }

func TestAChainAtWorkIsDrawnWithTheOneWithin(t *testing.T) {
	d := sketch.Of(deferred.New[string](), func(e deferred.Event) deferred.Event {
		if text, ok := e.Value.(string); ok {
			e.Value = strings.ToUpper(text)
		}
		return e
	})
	reply := deferred.New[string]()
	ask := func(string) (string, error) {
		inner := d.Within("reply", reply)
		inner.AddCallback(fail)
		inner.AddErrback(apologise)
		return inner.Later()
	}
	d.AddCallback(ask)
	d.AddCallbacks(fail, apologise)
	d.AddBoth(note)
	d.Callback("tide")
	shown := func() string {
		var b strings.Builder
		d.Chain().Text(&b)
		return b.String()
	}
	if got := shown(); !strings.HasSuffix(got, "\nwaits for reply, not fired yet\n") || !strings.Contains(got, "\n: 2                    [  apologise   ]\n") {
		t.Errorf("waiting, it is drawn as\n%s", got)
	}
	reply.Callback("slow tide")
	for _, part := range []string{"| TIDE\n", "waits for reply\n", ": reply:\n", "| SLOW TIDE\n", ": 1  (     fail     )\n",
		"| SORRY\n2    (     fail     )  [  apologise   ]\n", "\nunhandled error: no ink\n"} {
		if got := shown(); !strings.Contains(got, part) {
			t.Errorf("%q is missing in\n%s", part, got)
		}
	}
	d.Deferred.AddErrback(apologise)
}

type poem struct{}

func (*poem) came(string) (string, error) { return "", nil }

// The boxes are named by the functions, and not by hand.
func TestABoxHasTheNameOfItsFunction(t *testing.T) {
	for want, f := range map[string]any{"fail": fail, "came": new(poem).came, "apologise": apologise, "note": note} {
		if got := sketch.Name(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
