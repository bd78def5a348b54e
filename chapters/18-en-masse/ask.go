package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// ask shows a list, and takes an answer to what becomes of it.
func ask(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("NUMBER [LINE WHAT REPORTED]")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if n := flags.NArg(); n != 1 && n != 4 {
		return program.Usagef("ask for a list by its number, and answer as in \"ask 7 2 all 1\"")
	}
	number, err := strconv.ParseUint(flags.Arg(0), 10, 64)
	if err != nil {
		return program.Usagef("%q is not the number of a list, such as 0, 1 or 2", flags.Arg(0))
	}
	t := randomTrial(number)
	if flags.NArg() == 1 {
		t.print(env.Stdout)
		fmt.Fprint(env.Stdout, howToAnswer)
		return ctx.Err()
	}
	answer := flags.Args()[1:]
	line, notNumber := strconv.ParseUint(answer[0], 10, 8)
	reported, notNumberEither := strconv.ParseUint(answer[2], 10, 8)
	if answer[0] != "never" && notNumber != nil || !slices.Contains([]string{"all", "one", "error", "nothing"}, answer[1]) || notNumberEither != nil {
		return program.Usagef("an answer is a line's number, or never; all, one, error or nothing; and a number of errors")
	}
	if notNumber == nil {
		answer[0] = strconv.FormatUint(line, 10)
	}
	answer[2] = strconv.FormatUint(reported, 10)
	collectReports([]*trial{t})
	t.print(env.Stdout)
	t.tell(env.Stdout)
	if right := t.answer(); !slices.Equal(answer, right) {
		return fmt.Errorf("not %s: it is %s", strings.Join(answer, " "), strings.Join(right, " "))
	}
	fmt.Fprintln(env.Stdout, "That is right.")
	return nil
}

const howToAnswer = `
In which line does the list fire? 0 is at once; it may be never. With what: all
results, one of them, an error, or nothing, if it does not fire? And how many errors
are reported, if nothing is added to the list?
`

// randomTrial returns a list with two to four members, of which some have an errback. One list in four is
// cancelled, as the last thing that happens to it.
func randomTrial(number uint64) *trial {
	chance := rand.New(rand.NewPCG(number, 18))
	t := &trial{early: map[string]bool{}, late: map[string]bool{}, consume: chance.IntN(2) == 0}
	for _, o := range []deferred.ListOption{deferred.FireOnOneCallback, deferred.FireOnOneErrback} {
		if chance.IntN(5) < 2 {
			t.fireOn = append(t.fireOn, o)
		}
	}
	n := 2 + chance.IntN(3)
	t.story.members = "abcd"[:n]
	for _, i := range chance.Perm(n) {
		name := t.story.members[i : i+1]
		switch fate := chance.IntN(20); {
		case fate < 8:
			t.story.events = append(t.story.events, name)
		case fate < 19:
			t.story.events = append(t.story.events, name+"!")
			t.early[name] = chance.IntN(3) == 0
			t.late[name] = chance.IntN(3) == 0
		}
	}
	if chance.IntN(4) == 0 {
		t.story.events = append(t.story.events[:chance.IntN(len(t.story.events)+1)], "cancel")
	}
	return t
}

// print describes the list.
func (t *trial) print(w io.Writer) {
	options := slices.Clone(t.fireOn)
	if t.consume {
		options = append(options, deferred.ConsumeErrors)
	}
	letters := strings.Split(t.story.members, "")
	fmt.Fprintf(w, "A list of %s, with %s.\n", strings.Join(letters, ", "), describe(options))
	for _, name := range letters {
		if t.early[name] {
			fmt.Fprintf(w, "%s had an errback, which handles its errors, when the list was made.\n", name)
		}
		if t.late[name] {
			fmt.Fprintf(w, "%s gets an errback, which handles its errors, after the list was made.\n", name)
		}
	}
	for i, event := range t.story.events {
		name, failed := strings.CutSuffix(event, "!")
		switch {
		case event == "cancel":
			fmt.Fprintf(w, "%d  the list is cancelled\n", i+1)
		case failed:
			fmt.Fprintf(w, "%d  %s fires with an error\n", i+1, name)
		default:
			fmt.Fprintf(w, "%d  %s fires with a value\n", i+1, name)
		}
	}
}

// tell says what became of the list.
func (t *trial) tell(w io.Writer) {
	if t.fired < 0 {
		fmt.Fprintln(w, "The list does not fire.")
	} else {
		fmt.Fprintf(w, "The list fires in line %d: %s\n", t.fired, t.with)
	}
	fmt.Fprintf(w, "Reported: %s\n", t.left())
}

// answer returns the right answer.
func (t *trial) answer() []string {
	line, what := strconv.Itoa(t.fired), "all"
	switch {
	case t.fired < 0:
		line, what = "never", "nothing"
	case strings.HasPrefix(t.with, "error"):
		what = "error"
	case strings.Contains(t.with, " of "):
		what = "one"
	}
	return []string{line, what, strconv.Itoa(len(t.reported))}
}
