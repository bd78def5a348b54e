package exercise

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

// A town has servers that recite, or have a reason not to. Some answer at once, the others when
// they are told to.
type town struct {
	reasons map[string]error // of those that do not recite
	early   bool
	asked   []string
	pending []func()
}

func (o *town) ask(address string) *deferred.Deferred[string] {
	o.asked = append(o.asked, address)
	d := deferred.New[string]()
	answer := func() {
		if err := o.reasons[address]; err != nil {
			d.Errback(err)
		} else {
			d.Callback("A poem of " + address)
		}
	}
	if o.early {
		answer()
	} else {
		o.pending = append(o.pending, answer)
	}
	return d
}

// settle has all servers answer that have been asked, and those that are asked because of that.
func (o *town) settle() {
	for len(o.pending) > 0 {
		answer := o.pending[0]
		o.pending = o.pending[1:]
		answer()
	}
}

// heard returns what d comes to.
func heard(t *testing.T, d *deferred.Deferred[string]) (text string, err error) {
	t.Helper()
	times := 0
	d.AddBoth(func(s string, e error) (string, error) {
		text, err = s, e
		times++
		return "", nil
	})
	if times != 1 {
		t.Errorf("the Deferred has not fired: %v", d)
	}
	return text, err
}

var errA, errB, errC = errors.New("a is out"), errors.New("b is broken"), errors.New("c is silent")

// towns calls test with servers that answer at once, and with others.
func towns(t *testing.T, reasons map[string]error, test func(t *testing.T, o *town)) {
	for _, early := range []bool{false, true} {
		t.Run(fmt.Sprintf("answers at once %v", early), func(t *testing.T) {
			test(t, &town{reasons: reasons, early: early})
		})
	}
}

func TestTheFirstThatHasItIsTheLastThatIsAsked(t *testing.T) {
	for n, reasons := range []map[string]error{
		{},
		{"a": errA},
		{"a": errA, "b": errB},
	} {
		towns(t, reasons, func(t *testing.T, o *town) {
			all := []string{"a", "b", "c"}
			d := FromAny(o.ask, all)
			o.settle()
			if text, err := heard(t, d); text != "A poem of "+all[n] || err != nil {
				t.Errorf("%v: %q, %v", reasons, text, err)
			}
			if !slices.Equal(o.asked, all[:n+1]) {
				t.Errorf("%v: asked %q", reasons, o.asked)
			}
		})
	}
}

func TestNobodyIsAskedBeforeTheOneInFrontHasFailed(t *testing.T) {
	o := &town{reasons: map[string]error{"a": errA}}
	d := FromAny(o.ask, []string{"a", "b"})
	if !slices.Equal(o.asked, []string{"a"}) || d.Fired() {
		t.Errorf("asked %q before there was any answer, and it has %v", o.asked, d)
	}
	o.settle()
	if text, _ := heard(t, d); text != "A poem of b" {
		t.Errorf("heard %q", text)
	}
}

func TestWhenAllFailEveryReasonIsThere(t *testing.T) {
	towns(t, map[string]error{"a": errA, "b": errB, "c": errC}, func(t *testing.T, o *town) {
		d := FromAny(o.ask, []string{"a", "b", "c"})
		o.settle()
		_, err := heard(t, d)
		for _, reason := range []error{errA, errB, errC} {
			if !errors.Is(err, reason) {
				t.Errorf("%v does not say that %v", err, reason)
			}
		}
	})
}

func TestNoAddressIsAFailureToo(t *testing.T) {
	o := &town{early: true}
	if _, err := heard(t, FromAny(o.ask, nil)); err == nil {
		t.Error("without any address there is no error")
	}
}
