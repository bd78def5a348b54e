// Package chain describes the chain of a Deferred in a few lines of text, fires it, and shows what
// became of the result.
//
//	d, err := chain.Parse(`
//		fire value tide
//		return %v!  | pass
//		fail no ink | return sorry
//		pass        | return %v, and so on
//	`)
//	...
//	d.Figure(d.Run()).Text(os.Stdout)
//
// The first line says what the Deferred is fired with: "fire value TEXT" or "fire error TEXT".
// Every other line is a stage: left of the bar what its callback does, right of it what its errback
// does.
//
//	pass               there is no function on this side, and the result passes
//	return TEXT        it returns the value TEXT
//	fail TEXT          it returns the error TEXT
//	panic TEXT         it panics
//	later return TEXT  it returns a Deferred that fires with the value TEXT, later
//	later fail TEXT    it returns a Deferred that fires with the error TEXT, later
//	ask NAME           it returns the Deferred NAME, whose own chain is described further down
//
// In TEXT, which may be anything without a bar, %v stands for what the function is called with. A
// line without a bar is a callback, and a line like "both return TEXT" is one function for either
// case. Empty lines, and lines that begin with #, are skipped.
//
// A line "NAME:" begins an inner chain, with a line "fire" of its own, in which %v stands for what
// the function that asks is called with:
//
//	fire value tide
//	ask drawl
//	return %v, framed
//
//	drawl:
//	fire value %v, slowly
//	fail no ink | return the original
//
// Its Deferred is made when a function asks for it, and is fired when the chain waits for it. Every
// inner chain is asked for once, in a chain above it; it may ask for others.
//
// The one rule: nothing here imitates a Deferred. [Description.Run] builds a real one, and what it
// returns is what that one reported.
package chain

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Description is a chain, and what it is fired with.
type Description struct {
	Fire  Action // Return or Fail, and not later
	Pairs []Pair
	Inner []Inner // the chains that its functions ask for, and those that theirs do
}

// An Inner is the chain of a Deferred that a function returns.
type Inner struct {
	Name  string // letters, digits and hyphens
	Fire  Action
	Pairs []Pair
}

// A Pair is a callback and an errback side by side.
type Pair struct {
	Callback, Errback Action
	Both              bool // they are one function, and Callback is what it does
}

// An Action is what a function in a chain does. The zero Action is that there is no function.
type Action struct {
	Verb  Verb
	Text  string // of the value or the error; %v in it stands for what the function is called with. Of Ask, the name
	Later bool   // the function returns a Deferred, which gets that result after a while
}

// A Verb is a kind of [Action].
type Verb uint8

const (
	Pass Verb = iota
	Return
	Fail
	Panic
	Ask
)

var verbs = [...]string{"pass", "return", "fail", "panic", "ask"}

func (v Verb) String() string { return verbs[v] }

// String returns the text that [Parse] would make d of, with the bars one below the other.
func (d Description) String() string {
	var b strings.Builder
	write(&b, d.Fire, d.Pairs)
	for _, inner := range d.Inner {
		fmt.Fprintf(&b, "\n%s:\n", inner.Name)
		write(&b, inner.Fire, inner.Pairs)
	}
	return b.String()
}

// write writes one chain.
func write(b *strings.Builder, fire Action, pairs []Pair) {
	kind := "value"
	if fire.Verb == Fail {
		kind = "error"
	}
	width := 0
	for _, p := range pairs {
		if !p.Both {
			width = max(width, utf8.RuneCountInString(p.Callback.String()))
		}
	}
	fmt.Fprintf(b, "fire %s %s\n", kind, fire.Text)
	for _, p := range pairs {
		if p.Both {
			fmt.Fprintf(b, "both %v\n", p.Callback)
		} else {
			fmt.Fprintf(b, "%-*v | %v\n", width, p.Callback, p.Errback)
		}
	}
}

// String returns the action as [Parse] reads it.
func (a Action) String() string {
	if a.Verb == Pass {
		return "pass"
	}
	if a.Later {
		return "later " + a.Verb.String() + " " + a.Text
	}
	return a.Verb.String() + " " + a.Text
}
