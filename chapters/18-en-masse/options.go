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

// options makes lists with each combination of the options, lets happen to them what can, and prints who
// has heard of what.
func options(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	row := func(columns ...any) {
		line := fmt.Sprintf("%-15v  %-11v  %-17v  %-17v  %v", columns...)
		fmt.Fprintln(env.Stdout, strings.TrimRight(line, " "))
	}
	passed, consumed := allTrials(false), allTrials(true)
	collectReports(slices.Concat(slices.Concat(passed...), slices.Concat(consumed...)))
	row("", "no options", "FireOnOneCallback", "FireOnOneErrback", "both options")
	row("When the list fires (0: at once) and what it fires with:", "", "", "", "")
	for i, s := range stories {
		cells := []any{s}
		for j, t := range passed[i] {
			cells = append(cells, t.heard())
			if with := consumed[i][j].heard(); with != t.heard() {
				return fmt.Errorf("%v, %v: the list fires with %s, and with ConsumeErrors with %s", describe(t.fireOn), s, t.heard(), with)
			}
		}
		row(cells...)
	}
	row("Whose errors are left unhandled, without ConsumeErrors | with it:", "", "", "", "")
	for i, s := range stories {
		cells, some := []any{s}, false
		for j, t := range passed[i] {
			left := strings.TrimPrefix(t.left()+" | "+consumed[i][j].left(), "- | ")
			cells, some = append(cells, left), some || left != "-"
		}
		if some {
			row(cells...)
		}
	}
	return ctx.Err()
}

// allTrials returns a row for each of the stories, with a trial for each of fireOns.
func allTrials(consume bool) [][]*trial {
	table := make([][]*trial, len(stories))
	for i, s := range stories {
		for _, fireOn := range fireOns {
			table[i] = append(table[i], &trial{fireOn: fireOn, consume: consume, story: s})
		}
	}
	return table
}

// fireOns are the combinations of the two options that say when a list fires.
var fireOns = [][]deferred.ListOption{
	{},
	{deferred.FireOnOneCallback},
	{deferred.FireOnOneErrback},
	{deferred.FireOnOneCallback, deferred.FireOnOneErrback},
}

// describe names options.
func describe(options []deferred.ListOption) string {
	text := ""
	for _, o := range options {
		if text != "" {
			text += ", "
		}
		text += optionNames[o]
	}
	if text == "" {
		return "no options"
	}
	return text
}

var optionNames = map[deferred.ListOption]string{
	deferred.FireOnOneCallback: "FireOnOneCallback",
	deferred.FireOnOneErrback:  "FireOnOneErrback",
	deferred.ConsumeErrors:     "ConsumeErrors",
}

// A story is what happens to the members of a list, in this order: "a" has member a fire with a value,
// "a!" has it fire with an error, and "cancel" cancels the list. Members that are not in it do not fire.
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
	{"ab", []string{"cancel"}},
	{"ab", []string{"a", "cancel"}},
	{"ab", []string{"a!", "cancel"}},
}

func (s story) String() string {
	switch {
	case s.members == "":
		return "no members"
	case len(s.events) == 1 && s.events[0] != "cancel":
		return s.events[0] + ", no more"
	}
	return strings.Join(s.events, ", then ")
}

// A trial is what becomes of a list with these options when a story happens to it.
type trial struct {
	fireOn  []deferred.ListOption
	consume bool
	story   story
	early   map[string]bool // members that have an errback before they come into the list
	late    map[string]bool // and after

	fired    int      // when it fires: 1 with the first event, 0 at once, -1 never
	with     string   // its result
	reported []string // whose errors: a member's, or "list"
}

// A trouble is an error of a trial, and says of which, and which member had it first.
type trouble struct {
	trial  *trial
	member string
}

// Error returns, for instance, "a!".
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
		name := string(letter)
		d := deferred.NewWithCanceller(func(d *deferred.Deferred[string]) { d.Errback(&trouble{t, name}) })
		if t.early[name] {
			d.AddErrback(sorry)
		}
		members[name] = d
		list = append(list, d)
	}
	t.fired = -1
	step := 0
	all := deferred.List(list, options...)
	all.AddBoth(func(r results, err error) (results, error) {
		t.fired, t.with = step, nameResult(r, err)
		return r, err
	})
	for name, d := range members {
		if t.late[name] {
			d.AddErrback(sorry)
		}
	}
	for i, event := range t.story.events {
		step = i + 1
		name, failed := strings.CutSuffix(event, "!")
		switch {
		case event == "cancel":
			all.Cancel()
		case failed:
			members[name].Errback(&trouble{t, name})
		default:
			members[name].Callback(name)
		}
	}
}

// nameResult describes the result of a list: "[a b!]" for results of all members, "[b] of 1" for that of
// one, and "error b! of 1" for an error.
func nameResult(all results, err error) string {
	if first, ok := errors.AsType[*deferred.FirstError](err); ok {
		return fmt.Sprintf("error %v of %d", first.Err, first.Index)
	}
	var texts []string
	for _, r := range all {
		if r.Err != nil {
			texts = append(texts, r.Err.Error())
		} else {
			texts = append(texts, r.Value)
		}
	}
	text := "[" + strings.Join(texts, " ") + "]"
	if len(all) == 1 {
		text += fmt.Sprintf(" of %d", all[0].Index)
	}
	return text
}

// heard says when the list has fired, and with what.
func (t *trial) heard() string {
	if t.fired < 0 {
		return "-"
	}
	return fmt.Sprintf("%d: %s", t.fired, t.with)
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
