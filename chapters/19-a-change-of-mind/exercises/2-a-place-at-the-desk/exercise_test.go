package exercise

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
)

// An office has a desk, and keeps a journal.
type office struct {
	Desk
	journal []string
	jobs    map[string]*deferred.Deferred[string]
	turns   map[string]*deferred.Deferred[string]
}

func newOffice(places int) *office {
	return &office{Desk: Desk{Places: places}, jobs: map[string]*deferred.Deferred[string]{}, turns: map[string]*deferred.Deferred[string]{}}
}

func (o *office) note(format string, args ...any) {
	o.journal = append(o.journal, fmt.Sprintf(format, args...))
}

// come has people come with a job each.
func (o *office) come(names ...string) {
	for _, name := range names {
		d := o.Do(func() *deferred.Deferred[string] {
			o.note("%s begins", name)
			o.jobs[name] = deferred.NewWithCanceller(func(*deferred.Deferred[string]) { o.note("%s's job is called off", name) })
			return o.jobs[name]
		})
		o.turns[name] = d
		d.AddBoth(func(text string, err error) (string, error) {
			if err != nil {
				o.note("%s hears: %v", name, err)
			} else {
				o.note("%s has: %s", name, text)
			}
			return "", nil
		})
	}
}

// check compares the journal with what it should say. The order matters within a person's entries.
func (o *office) check(t *testing.T, why string, want ...string) {
	t.Helper()
	got, wanted := slices.Clone(o.journal), slices.Clone(want)
	byPerson := func(a, b string) int { return strings.Compare(a[:3], b[:3]) }
	slices.SortStableFunc(got, byPerson)
	slices.SortStableFunc(wanted, byPerson)
	if !slices.Equal(got, wanted) {
		t.Errorf("%s: the journal says\n\t%s\nwant\n\t%s", why, strings.Join(o.journal, "\n\t"), strings.Join(want, "\n\t"))
	}
	o.journal = nil
}

func TestTheyTakeTurns(t *testing.T) {
	o := newOffice(2)
	o.come("Ada", "Ben", "Cem", "Dot")
	o.check(t, "two places", "Ada begins", "Ben begins")
	o.jobs["Ben"].Callback("done")
	o.check(t, "Ben is done", "Ben has: done", "Cem begins")
	o.jobs["Ada"].Errback(errors.New("no ink"))
	o.check(t, "Ada has no ink", "Ada hears: no ink", "Dot begins")
	o.jobs["Cem"].Callback("done")
	o.jobs["Dot"].Callback("done")
	if o.Places != 2 {
		t.Errorf("%d places are free in the end, want 2", o.Places)
	}
}

func TestWhoLeavesTheQueueGetsNoPlace(t *testing.T) {
	for _, leaves := range []string{"Ben", "Cem", "Dot"} {
		o := newOffice(1)
		o.come("Ada", "Ben", "Cem", "Dot")
		o.turns[leaves].Cancel()
		o.check(t, leaves+" leaves the queue, while Ada has the one place", "Ada begins", leaves+" hears: cancelled")
		for _, name := range []string{"Ada", "Ben", "Cem", "Dot"} {
			if o.jobs[name] != nil {
				o.jobs[name].Callback("done")
			}
		}
		want := []string{"Ada has: done"}
		for _, name := range []string{"Ben", "Cem", "Dot"} {
			if name != leaves {
				want = append(want, name+" begins", name+" has: done")
			}
		}
		o.check(t, leaves+" has left the queue, and the others have their turns", want...)
		if o.Places != 1 {
			t.Errorf("%d places are free in the end, want 1", o.Places)
		}
	}
}

func TestCancellingAJobThatIsBeingDone(t *testing.T) {
	o := newOffice(1)
	o.come("Ada", "Ben")
	o.turns["Ada"].Cancel()
	o.check(t, "Ada changes her mind", "Ada begins", "Ada's job is called off", "Ada hears: cancelled", "Ben begins")
	o.turns["Ada"].Cancel()
	o.jobs["Ben"].Callback("done")
	o.turns["Ben"].Cancel()
	o.check(t, "what is over cannot be cancelled", "Ben has: done")
	if o.Places != 1 {
		t.Errorf("%d places are free in the end, want 1", o.Places)
	}
}

func TestAJobThatPanicsGivesItsPlaceBack(t *testing.T) {
	o := newOffice(1)
	var heard error
	o.Do(func() *deferred.Deferred[string] { panic("no chair") }).AddErrback(func(err error) (string, error) {
		heard = err
		return "", nil
	})
	if heard == nil || o.Places != 1 {
		t.Errorf("it is heard: %v, and %d places are free, want 1", heard, o.Places)
	}
}

// The whole queue leaves when the first of it hears that there is a place.
func TestTheyLeaveAtTheLastMoment(t *testing.T) {
	o := newOffice(1)
	o.come("Ada")
	last := o.Do(func() *deferred.Deferred[string] {
		o.turns["Cem"].Cancel()
		return deferred.Succeed("quick")
	})
	o.come("Cem", "Dot")
	o.jobs["Ada"].Callback("done")
	o.check(t, "Cem leaves while another gets a place", "Ada begins", "Ada has: done", "Cem hears: cancelled", "Dot begins")
	last.Cancel()
	o.turns["Dot"].Cancel()
	if o.Places != 1 {
		t.Errorf("%d places are free in the end, want 1", o.Places)
	}
}
