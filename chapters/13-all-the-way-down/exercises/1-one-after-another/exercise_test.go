package exercise

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"slowpoetry/code/deferred"
)

var errOff = errors.New("switched off")

// A street has transforms, notes what they are asked, and keeps what they have not answered.
type street struct {
	asked []string
	said  []string
	open  map[string]*deferred.Deferred[string]
}

func (s *street) transform(name string) Transform {
	return Transform{name, func(poem string) *deferred.Deferred[string] {
		s.asked = append(s.asked, name+" "+poem)
		d := deferred.New[string]()
		if s.open == nil {
			s.open = map[string]*deferred.Deferred[string]{}
		}
		s.open[name] = d
		return d
	}}
}

func (s *street) say(name string, err error) {
	s.said = append(s.said, fmt.Sprintf("%s %v", name, err))
}

// want fails the test unless so much has been asked and said, and d is as it should be.
func (s *street) want(t *testing.T, when string, d *deferred.Deferred[string], state string, asked, said []string) {
	t.Helper()
	if !slices.Equal(s.asked, asked) {
		t.Fatalf("%s: the transforms were asked %q, want %q", when, s.asked, asked)
	}
	if !slices.Equal(s.said, said) {
		t.Fatalf("%s: say was called with %q, want %q", when, s.said, said)
	}
	if got := d.String(); got != state {
		t.Fatalf("%s: the poem is in the state %q, want %q", when, got, state)
	}
}

func TestEachIsAskedWhenTheOneBeforeHasReplied(t *testing.T) {
	var s street
	d := deferred.New[string]()
	Improve(d, s.say, s.transform("lower"), s.transform("drawl"))
	s.want(t, "before there is a poem", d, "no result yet", nil, nil)
	d.Callback("TIDE")
	s.want(t, "when the poem is here", d, "waiting for another Deferred", []string{"lower TIDE"}, nil)
	s.open["lower"].Callback("tide")
	s.want(t, "after the first reply", d, "waiting for another Deferred", []string{"lower TIDE", "drawl tide"}, nil)
	s.open["drawl"].Callback("tiidee")
	s.want(t, "after the last reply", d, "value tiidee", []string{"lower TIDE", "drawl tide"}, nil)
}

func TestATransformThatFailsIsLeftOut(t *testing.T) {
	var s street
	d := Improve(deferred.Succeed("TIDE"), s.say, s.transform("lower"), s.transform("rhyme"), s.transform("drawl"), s.transform("frame"))
	s.open["lower"].Callback("tide")
	s.open["rhyme"].Errback(errOff)
	said := []string{"rhyme switched off"}
	s.want(t, "after a failure", d, "waiting for another Deferred", []string{"lower TIDE", "rhyme tide", "drawl tide"}, said)
	s.open["drawl"].Callback("tiidee")
	s.open["frame"].Errback(errOff)
	s.want(t, "in the end", d, "value tiidee", []string{"lower TIDE", "rhyme tide", "drawl tide", "frame tiidee"}, append(said, "frame switched off"))
}

func TestWithoutTransformsAPoemStaysAsItIs(t *testing.T) {
	var s street
	s.want(t, "in the end", Improve(deferred.Succeed("tide"), s.say), "value tide", nil, nil)
}

func TestWithoutAPoemNoTransformIsAsked(t *testing.T) {
	var s street
	d := Improve(deferred.Fail[string](errOff), s.say, s.transform("lower"))
	s.want(t, "in the end", d, `error "switched off"`, nil, nil)
	d.AddErrback(func(error) (string, error) { return "", nil })
}

func TestTwoPoemsDoNotMeddle(t *testing.T) {
	var s street
	lower := s.transform("lower")
	a := Improve(deferred.Succeed("A"), s.say, lower)
	ofA := s.open["lower"]
	b := Improve(deferred.Succeed("B"), s.say, lower)
	s.open["lower"].Errback(errOff)
	ofA.Errback(errOff)
	if a.String() != "value A" || b.String() != "value B" {
		t.Errorf("two poems, both of whose transforms have failed, are %v and %v", a, b)
	}
}
