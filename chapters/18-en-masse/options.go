package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/deferred"
)

// options makes lists with each combination of the options, lets each thing happen to their members that
// can, and prints who has heard of what.
func options(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	var trials []*trial
	for _, fireOn := range fireOns {
		for _, story := range stories {
			for _, consume := range []bool{false, true} {
				trials = append(trials, &trial{fireOn: fireOn, consume: consume, story: story})
			}
		}
	}
	collectReports(trials)
	w := env.Stdout
	row := func(columns ...any) {
		line := fmt.Sprintf("%-16v  %-10v  %-17v  %-12v  %v", columns...)
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	row("", "", "", "left unhandled:", "")
	row("what happens", "list fires", "who hears what", "", "ConsumeErrors")
	for i := 0; i < len(trials); i += 2 {
		passed, consumed := trials[i], trials[i+1]
		if i%(2*len(stories)) == 0 {
			fmt.Fprintf(w, "%s:\n", describe(passed.fireOn))
		}
		if passed.when != consumed.when || passed.with != consumed.with {
			return fmt.Errorf("%v, %v: ConsumeErrors changes when the list fires, or with what", describe(passed.fireOn), passed.story)
		}
		row(passed.story, passed.when, passed.with, passed.left(), consumed.left())
	}
	return ctx.Err()
}

// fireOns are the combinations of the two options that say when a list fires.
var fireOns = [][]deferred.ListOption{
	{},
	{deferred.FireOnOneCallback},
	{deferred.FireOnOneErrback},
	{deferred.FireOnOneCallback, deferred.FireOnOneErrback},
}

// A story is what happens to the members of a list, in this order: "a" has member a fire with a value,
// and "a!" with an error. What is not in it does not fire.
type story struct {
	members string
	events  []string
}

var stories = []story{
	{"", nil},
	{"ab", []string{"a"}},
	{"ab", []string{"a!"}},
	{"ab", []string{"b", "a"}},
	{"ab", []string{"a", "b!"}},
	{"ab", []string{"a!", "b"}},
	{"ab", []string{"b!", "a!"}},
}

func (s story) String() string {
	switch {
	case s.members == "":
		return "  no members"
	case len(s.events) < len(s.members):
		return "  " + s.events[0] + ", no more"
	}
	return "  " + strings.Join(s.events, ", then ")
}

// A trial is what becomes of a list with these options when a story happens to it.
type trial struct {
	fireOn  []deferred.ListOption
	consume bool
	story   story
	early   map[string]bool // members that have an errback before they come into the list
	late    map[string]bool // and after

	when     string   // the event with which it fires: "a!", or "at once", or "-"
	fired    int      // the number of that event: 1 for the first
	with     string   // its result
	reported []string // whose errors: a member's, or "list"
}

// A trouble is an error of a trial, and says of which, and who had it first.
type trouble struct {
	trial  *trial
	member string
}

func (t *trouble) Error() string { return t.member + "!" }

// run makes the list, tells the story, and leaves everything to the collector.
func (t *trial) run() {
	options := slices.Clone(t.fireOn)
	if t.consume {
		options = append(options, deferred.ConsumeErrors)
	}
	var list poems
	members := map[string]*deferred.Deferred[string]{}
	sorry := func(error) (string, error) { return "sorry", nil }
	for _, letter := range t.story.members {
		d, name := deferred.New[string](), string(letter)
		if t.early[name] {
			d.AddErrback(sorry)
		}
		members[name] = d
		list = append(list, d)
	}
	t.when, t.with = "-", "-"
	now, step := "at once", 0
	deferred.List(list, options...).AddBoth(func(r results, err error) (results, error) {
		t.when, t.fired, t.with = now, step, t.name(r, err)
		return r, err
	})
	for name, d := range members {
		if t.late[name] {
			d.AddErrback(sorry)
		}
	}
	for i, event := range t.story.events {
		now, step = event, i+1
		name, failed := strings.CutSuffix(event, "!")
		if failed {
			members[name].Errback(&trouble{t, name})
		} else {
			members[name].Callback(name)
		}
	}
}

// name describes the result of a list.
func (t *trial) name(all results, err error) string {
	if first, ok := errors.AsType[*deferred.FirstError](err); ok {
		return fmt.Sprintf("errback %v of %d", first.Err, first.Index)
	}
	var texts []string
	for _, r := range all {
		if r.Err != nil {
			texts = append(texts, r.Err.Error())
		} else {
			texts = append(texts, r.Value)
		}
	}
	text := "callback [" + strings.Join(texts, " ") + "]"
	if len(all) == 1 {
		text += fmt.Sprintf(" of %d", all[0].Index)
	}
	return text
}

// left says whose errors were reported.
func (t *trial) left() string { return cmp.Or(strings.Join(t.reported, ", "), "-") }

// collectReports runs trials, and notes what is reported of each.
func collectReports(trials []*trial) {
	reports := unhandled.During(func() {
		for _, t := range trials {
			t.run()
		}
	})
	for _, report := range reports {
		cause, ok := errors.AsType[*trouble](report)
		if !ok {
			continue // of a Deferred that is none of ours
		}
		name := cause.member
		if _, ofList := errors.AsType[*deferred.FirstError](report); ofList {
			name = "list"
		}
		cause.trial.reported = append(cause.trial.reported, name)
	}
	for _, t := range trials {
		slices.Sort(t.reported)
	}
}
