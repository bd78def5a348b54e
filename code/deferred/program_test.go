package deferred

import (
	"fmt"
	"strings"
)

// A program is a run of operations on Deferreds that can be carried out here and by Twisted, for
// the traces to be compared. As text it is a line for each of its functions and one for main:
//
//	f0: new d1; succeed d2 v1; return d1
//	f1: fire d1 v2; pass
//	main: new d0; callback d0 f0; both d0 f1; fire d0 v0; cancel d1
//
// A line is a list of statements. Deferreds are in the variables d0, d1 and so on, which all lines
// share. A statement about a variable that has none is skipped, and so is, after a few hundred,
// every statement: no program runs for ever. Values are v0, v1 ...; a value that is written "in" is
// the one the function was called with, or - if it was called with none. Errors are e0, e1 ...
//
//	new D             D is a Deferred
//	newc D F          with F as its canceller
//	succeed D V       that has fired
//	fail D E
//	maybe D F         MaybeDeferred of F
//	then D X F        Then of X with F
//	inline D F        the Deferred of a coroutine that runs F
//	list D OPTIONS X… a list of the Deferreds X; OPTIONS are letters: c fire on one callback, e fire
//	                  on one errback, x consume errors, - none
//	gather D OPTIONS X…
//
//	callback D F      adds F to the chain of D; so do the next four
//	errback D F
//	both D F
//	pair D F G
//	chain D X
//	timeout D N       N seconds; with a third operand F, F is called with what came of cancelling
//
//	fire D V          calls Callback
//	err D E           calls Errback
//	cancel D
//	pause D
//	unpause D         if it has been paused
//	timer N F         calls F in N seconds
//	advance N         has N seconds pass
//	await D           waits for D; an error ends the function. Only in the function of a coroutine
//	try D             waits for D, and goes on whatever comes
//
// The last statement of a function is what comes of it. For cancellers, timers and main it has no
// meaning, except for panic.
//
//	return V          a value; return D: the Deferred. A coroutine awaits it
//	raise E           an error
//	panic E           the same, in Go's other way
//	pass              what it was called with
type program struct {
	functions [][]statement // f0, f1 ... and main
}

// A statement is its words.
type statement []string

func (p program) String() string {
	var b strings.Builder
	for i, f := range p.functions {
		if i == len(p.functions)-1 {
			b.WriteString("main:")
		} else {
			fmt.Fprintf(&b, "f%d:", i)
		}
		for j, s := range f {
			if j > 0 {
				b.WriteByte(';')
			}
			b.WriteString(" " + strings.Join(s, " "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// parse reads what String writes.
func parse(text string) (p program) {
	for line := range strings.Lines(text) {
		_, line, _ = strings.Cut(line, ":")
		var f []statement
		for s := range strings.SplitSeq(line, ";") {
			if words := strings.Fields(s); len(words) > 0 {
				f = append(f, words)
			}
		}
		p.functions = append(p.functions, f)
	}
	return p
}
