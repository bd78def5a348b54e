package exercise

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

var errOut = errors.New("the server is out")

// A server is a transform server of the test's: it replies when the test says so, or at once.
type server struct {
	*Transforms
	asked  []string // so far
	under  []*deferred.Deferred[string]
	atOnce bool
}

func newServer(max int) *server {
	s := &server{}
	s.Transforms = &Transforms{Max: max, Ask: func(name, poem string) *deferred.Deferred[string] {
		s.asked = append(s.asked, name+"("+poem+")")
		if s.atOnce {
			return deferred.Succeed(name + "ed " + poem)
		}
		d := deferred.New[string]()
		s.under = append(s.under, d)
		return d
	}}
	return s
}

// want has a client ask, and returns where what it hears will be.
func (s *server) want(name, poem string) *[]string {
	heard := new([]string)
	s.Transform(name, poem).AddBoth(func(reply string, err error) (string, error) {
		if err != nil {
			reply = err.Error()
		}
		*heard = append(*heard, reply)
		return "thanks", nil
	})
	return heard
}

func (s *server) check(t *testing.T, when string, asked ...string) {
	t.Helper()
	if !slices.Equal(s.asked, asked) {
		t.Fatalf("%s: the server was asked for %q, want %q", when, s.asked, asked)
	}
}

func heard(t *testing.T, when, want string, clients ...*[]string) {
	t.Helper()
	for i, c := range clients {
		if !slices.Equal(*c, []string{want}) {
			t.Errorf("%s: client %d has heard %q, want %q", when, i+1, *c, want)
		}
	}
}

func TestTheSameIsAskedForOnce(t *testing.T) {
	s := newServer(10)
	a, b, c := s.want("drawl", "tide"), s.want("drawl", "tide"), s.want("lower", "tide")
	s.check(t, "three clients, two questions", "drawl(tide)", "lower(tide)")
	s.under[0].Callback("Slaack Waateer")
	s.under[1].Callback("slack water")
	heard(t, "two want the same", "Slaack Waateer", a, b)
	heard(t, "one wants another", "slack water", c)
	heard(t, "later", "Slaack Waateer", s.want("drawl", "tide"), s.want("drawl", "tide"))
	s.check(t, "later", "drawl(tide)", "lower(tide)")
}

func TestNamesAndPoemsAreNotGluedTogether(t *testing.T) {
	s := newServer(10)
	s.atOnce = true
	for _, q := range [][2]string{{"a", "b.c"}, {"a.b", "c"}, {"a", "b c"}, {"a b", "c"}, {"", "abc"}, {"abc", ""}, {"a\x00", "b"}, {"a", "\x00b"}} {
		heard(t, fmt.Sprintf("%q", q), q[0]+"ed "+q[1], s.want(q[0], q[1]))
	}
}

func TestAFailureIsToldAndNotKept(t *testing.T) {
	s := newServer(10)
	a, b := s.want("drawl", "tide"), s.want("drawl", "tide")
	s.check(t, "two clients", "drawl(tide)")
	s.under[0].Errback(errOut)
	heard(t, "it fails", "the server is out", a, b)
	c := s.want("drawl", "tide")
	s.check(t, "the next one", "drawl(tide)", "drawl(tide)")
	s.under[1].Callback("Slaack Waateer")
	heard(t, "the next one", "Slaack Waateer", c)
}

func TestAClientMayAskAgainWhenItHears(t *testing.T) {
	s := newServer(10)
	var again *[]string
	s.Transform("drawl", "tide").AddErrback(func(error) (string, error) {
		again = s.want("drawl", "tide")
		return "", nil
	})
	b := s.want("drawl", "tide")
	s.check(t, "two clients", "drawl(tide)")
	s.under[0].Errback(errOut)
	heard(t, "the second client", "the server is out", b)
	s.check(t, "it asks again", "drawl(tide)", "drawl(tide)")
	s.under[1].Callback("Slaack Waateer")
	heard(t, "the one who asks again", "Slaack Waateer", again)
}

func TestTheReplyMayBeThereAlready(t *testing.T) {
	s := newServer(10)
	s.atOnce = true
	heard(t, "at once", "drawled tide", s.want("drawl", "tide"))
	heard(t, "and again", "drawled tide", s.want("drawl", "tide"))
	s.check(t, "and again", "drawl(tide)")
}

func TestTheCacheDoesNotGrow(t *testing.T) {
	s := newServer(2)
	s.atOnce = true
	for _, poem := range []string{"a", "b", "a", "c", "a", "b"} {
		heard(t, poem, "xed "+poem, s.want("x", poem))
	}
	// When c comes, b has not been wanted for the longest time, and goes; then b comes, and c goes.
	s.check(t, "a b a c a b", "x(a)", "x(b)", "x(c)", "x(b)")
	s.want("x", "a")
	s.want("x", "b")
	s.check(t, "both are there", "x(a)", "x(b)", "x(c)", "x(b)")
}

func TestACacheForNothing(t *testing.T) {
	s := newServer(0)
	s.atOnce = true
	s.want("x", "a")
	s.want("x", "a")
	s.check(t, "Max is 0", "x(a)", "x(a)")
}
