package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/deferred"
	"slowpoetry/code/sim"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		switch {
		case name == "ask":
			return " NUMBER [LINE WHAT REPORTED]"
		case strings.HasPrefix(name, "get"), strings.HasPrefix(name, "first"), name == "pool":
			return " [HOST:]PORT..."
		}
		return ""
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	chapter.CheckMistakes(t, map[string]string{
		"dig":               `no program "dig" here: there are demo, serve, get-counting, list-1, list-2, list-3, list-4, list-5, list-6, list-7, get, options, ask, nested, first, pool, get-plain, first-plain, cost`,
		"demo 3":            `demo: unexpected argument "3" (-h lists the flags)`,
		"list-1 3":          `list-1: unexpected argument "3"`,
		"options 3":         `options: unexpected argument "3"`,
		"get":               "get: which servers? Name at least one, as [HOST:]PORT",
		"get 0":             `get: "0" is no address`,
		"get-counting":      "get-counting: which servers?",
		"first":             "first: which servers?",
		"pool":              "pool: which servers?",
		"pool -n 0 10001":   "pool: -n 0: it takes one worker at least",
		"get-plain":         "get-plain: which servers?",
		"get-plain -n -1 1": "get-plain: -n -1: it takes one goroutine at least",
		"first-plain":       "first-plain: which servers?",
		"cost -most 99":     "cost: -most 99 is not many: take 100 or more",
		"ask":               `ask: ask for a list by its number, and answer as in "ask 7 2 all 1"`,
		"ask 7 2":           `ask: ask for a list by its number, and answer as in "ask 7 2 all 1"`,
		"ask x":             `ask: "x" is not the number of a list, such as 0, 1 or 2`,
		"ask 7 x all 1":     "ask: an answer is a line's number, or never; all, one, error or nothing; and a number of errors",
		"ask 7 1 both 1":    "ask: an answer is a line's number, or never; all, one, error or nothing; and a number of errors",
		"ask 7 1 all many":  "ask: an answer is a line's number, or never; all, one, error or nothing; and a number of errors",
	})
}

func TestTheSevenLists(t *testing.T) {
	for i, want := range []string{
		"  the list fires: []\nthe list is made\n",
		"the list is made\n  the list fires: [tide]\n",
		"tide comes\nkettle comes\n  the list fires: [tide, kettle]\n",
		"kettle comes\ntide comes\n  the list fires: [tide, kettle]\n",
		"  the list fires: [tide, error: no ink]\nkettle, after the list: value \n",
		"  the list fires: [tide, error: no ink]\nkettle, after the list: error \"no ink\"\nreported: no ink\n",
		"  the list fires: [tide, error: no ink]\n  kettle's errback: no ink\nkettle, after the list: value an apology\n",
	} {
		if got := chapter.Succeed(t, new(sim.Network), fmt.Sprintf("list-%d", i+1)); got != want {
			t.Errorf("list-%d: got\n%s\nwant\n%s", i+1, got, want)
		}
	}
}

// The table of the chapter, line by line.
func TestWhoHearsOfWhat(t *testing.T) {
	want := `                 no options   FireOnOneCallback  FireOnOneErrback   both options
When the list fires (0: at once) and what it fires with:
no members       0: []        -                  0: []              -
a, no more       -            1: [a] of 0        -                  1: [a] of 0
a!, no more      -            -                  1: error a! of 0   1: error a! of 0
b, then a        2: [a b]     1: [b] of 1        2: [a b]           1: [b] of 1
a, then b!       2: [a b!]    1: [a] of 0        2: error b! of 1   1: [a] of 0
a!, then b       2: [a! b]    2: [b] of 1        1: error a! of 0   1: error a! of 0
b!, then a!      2: [a! b!]   2: [a! b!]         1: error b! of 1   1: error b! of 1
cancel           1: [a! b!]   1: [a! b!]         1: error a! of 0   1: error a! of 0
a, then cancel   2: [a b!]    1: [a] of 0        2: error b! of 1   1: [a] of 0
a!, then cancel  2: [a! b!]   2: [a! b!]         1: error a! of 0   1: error a! of 0
Whose errors are left unhandled, without ConsumeErrors | with it:
a!, no more      a | -        a | -              a, list | list     a, list | list
a, then b!       b | -        b | -              b, list | list     b | -
a!, then b       a | -        a | -              a, list | list     a, list | list
b!, then a!      a, b | -     a, b | -           a, b, list | list  a, b, list | list
cancel           a, b | -     a, b | -           a, b, list | list  a, b, list | list
a, then cancel   b | -        -                  b, list | list     -
a!, then cancel  a, b | -     a, b | -           a, list | list     a, list | list
`
	if got := chapter.Succeed(t, new(sim.Network), "options"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The text says that the table has all that can happen to a list of two, but for the names: it leaves out
// what is in it with a and b exchanged, and what happens to a list when all of its members have fired.
func TestTheTableHasAllThatCanHappen(t *testing.T) {
	told := map[string]bool{"": true} // nothing happens: no list of two fires
	exchange := strings.NewReplacer("a", "b", "b", "a", "cancel", "cancel")
	for _, s := range stories {
		told[strings.Join(s.events, " ")] = true
		told[exchange.Replace(strings.Join(s.events, " "))] = true
	}
	var tell func(events []string, open string)
	tell = func(events []string, open string) {
		if s := strings.Join(events, " "); !told[s] {
			t.Errorf("%q is not in the table", s)
		}
		if open == "" || slices.Contains(events, "cancel") {
			return
		}
		for _, name := range strings.Split(open, "") {
			rest := strings.Replace(open, name, "", 1)
			tell(append(slices.Clip(events), name), rest)
			tell(append(slices.Clip(events), name+"!"), rest)
		}
		tell(append(slices.Clip(events), "cancel"), open)
	}
	tell(nil, "ab")
}

// predict is what the text says about lists, as a reader would apply it: in which line a list fires, with
// what, and how many errors are reported.
func predict(t *trial) []string {
	has := func(name string) bool { return strings.Contains(describe(t.fireOn), name) }
	line, what := "never", "nothing"
	reported := 0
	fired := map[string]bool{}
	hear := func(number int, name string, failed bool) {
		fired[name] = true
		if failed && t.early[name] {
			failed = false // it comes into the list as a value
		}
		if failed && !t.consume && !t.late[name] {
			reported++
		}
		if line != "never" {
			return
		}
		switch {
		case !failed && has("FireOnOneCallback"):
			line, what = fmt.Sprint(number), "one"
		case failed && has("FireOnOneErrback"):
			line, what = fmt.Sprint(number), "error"
			reported++ // the list's own
		case len(fired) == len(t.story.members):
			line, what = fmt.Sprint(number), "all"
		}
	}
	for i, event := range t.story.events {
		if name, failed := strings.CutSuffix(event, "!"); event != "cancel" {
			hear(i+1, name, failed)
			continue
		}
		if line != "never" {
			continue // it has fired, so it passes nothing on
		}
		for _, name := range strings.Split(t.story.members, "") {
			if !fired[name] {
				hear(i+1, name, true)
			}
		}
	}
	return []string{line, what, fmt.Sprint(reported)}
}

func TestFiveHundredListsDoWhatTheTextPredicts(t *testing.T) {
	var trials []*trial
	for number := range uint64(500) {
		trials = append(trials, randomTrial(number))
	}
	collectReports(trials)
	answers, cancelled := map[string]int{}, 0
	for number, tr := range trials {
		if slices.Contains(tr.story.events, "cancel") {
			cancelled++
		}
		got, want := strings.Join(tr.answer(), " "), strings.Join(predict(tr), " ")
		if got != want {
			t.Errorf("list %d: %s, and the text predicts %s", number, got, want)
		}
		answers[tr.answer()[1]]++
	}
	if len(answers) != 4 || cancelled < 50 {
		t.Errorf("the lists are not what they were: the answers are %v, and %d lists are cancelled", answers, cancelled)
	}
}

func TestAsk(t *testing.T) {
	question := chapter.Succeed(t, new(sim.Network), "ask", "4")
	if !strings.Contains(question, "b had an errback") || !strings.Contains(question, "In which line") {
		t.Errorf("%s", question)
	}
	if got := chapter.Succeed(t, new(sim.Network), "ask", "4", "04", "all", "0"); !strings.HasSuffix(got, "That is right.\n") {
		t.Errorf("%s", got)
	}
	if o := chapter.Call(t.Context(), new(sim.Network), "ask", "4", "3", "all", "1"); o.Status != 1 || o.Last() != "ask: not 3 all 1: it is 4 all 0" {
		t.Errorf("%+v", o)
	}
}

func TestListsInAList(t *testing.T) {
	if got, want := chapter.Succeed(t, new(sim.Network), "nested"), `ConsumeErrors:
  tide comes: the outer list fires
    shelf 0: [tide, error: no ink], no error
    shelf 1: [flap], no error
ConsumeErrors, FireOnOneErrback:
  kettle fails: the outer list fires with an error: deferred 0 of the list: deferred 1 of the list: no ink
ConsumeErrors:
  cancelled: the outer list fires
    shelf 0: [error: cancelled, error: no ink], no error
    shelf 1: [flap], no error
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCostPrintsATable(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "cost", "-most", "100")
	row := regexp.MustCompile(`(?m)^ +(\d+)(?: +\d+ B +\d+ ns ?){3}$`)
	rows := row.FindAllStringSubmatch(o.Stdout, -1)
	if o.Status != 0 || len(rows) != 1 || rows[0][1] != "100" {
		t.Errorf("%+v", o)
	}
}

// The text says that a goroutine that waits takes ten times what a member of a list takes.
func TestAMemberTakesLessThanAGoroutine(t *testing.T) {
	member, _ := measure(10_000, waitInList)
	goroutine, _ := measure(10_000, waitInGroup)
	if member > 200 || goroutine < 10*member {
		t.Errorf("a member takes %d bytes, a goroutine %d", member, goroutine)
	}
}

// An empty list has no member whose cancelling could fire it.
func TestCancellingAnEmptyListDoesNothing(t *testing.T) {
	list := deferred.List(poems{}, deferred.FireOnOneCallback)
	list.Cancel()
	if list.Fired() {
		t.Errorf("the list: %v", list)
	}
}

// As the text says of first, a list that has fired cancels no members.
func TestCancellingAListThatHasFiredDoesNothing(t *testing.T) {
	cancelled := 0
	members := poems{deferred.New[string](), deferred.NewWithCanceller(func(*deferred.Deferred[string]) { cancelled++ })}
	list := deferred.List(members, deferred.FireOnOneCallback)
	list.AddCallback(func(r results) (results, error) {
		list.Cancel()
		return r, nil
	})
	members[0].Callback("tide")
	list.Cancel()
	if cancelled > 0 || members[1].Fired() {
		t.Errorf("the other member: %v, cancelled %d times", members[1], cancelled)
	}
}
