package deferred

import (
	"errors"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// fuel is how many statements a program may execute.
const fuel = 200

// An interpreter carries out a program.
type interpreter struct {
	program
	variables map[string]*Deferred[any]
	pauses    map[*Deferred[any]]int
	clock     clock
	trace     []string
	fuel      int
}

// run carries out p and returns its trace.
func run(p program) []string {
	r := &interpreter{
		program:   p,
		variables: map[string]*Deferred[any]{},
		pauses:    map[*Deferred[any]]int{},
		fuel:      fuel,
	}
	defer r.listen()()
	r.executeAll(len(p.functions)-1, nil)
	r.say("end")
	r.say("timers", strconv.Itoa(len(r.clock.calls)))
	for _, name := range slices.Sorted(maps.Keys(r.variables)) {
		r.say(name, condition(r.variables[name]))
	}
	return r.trace
}

// listen notes what is reported at once, and not when an error is collected, whenever that may be.
func (r *interpreter) listen() (restore func()) {
	return OnUnhandled(func(err error) {
		_, circular := err.(*CircularError)
		if !circular && !strings.Contains(string(debug.Stack()), "unhandledError") {
			r.say("reported", showError(0, err))
		}
	})
}

func (r *interpreter) say(words ...string) {
	r.trace = append(r.trace, strings.Join(words, " "))
}

// condition tells all there is to know about d.
func condition(d *Deferred[any]) string {
	var text string
	switch {
	case d.state&fired == 0:
		text = "unfired"
	case d.state&waiting != 0:
		text = "waiting"
	case d.pauses != 0:
		text = "paused"
	default:
		text = show(d.value, d.err)
	}
	if d.more != nil && d.more.unhandled != nil && d.more.unhandled.err != nil {
		text += " unhandled " + show(nil, d.more.unhandled.err)
	}
	return text
}

// executeAll executes a function whose errors go nowhere.
func (r *interpreter) executeAll(f int, in any) {
	for _, s := range r.functions[f] {
		if r.fuel > 0 {
			r.say(s...)
		}
		if _, err := call(func() (any, error) { r.execute(s, in); return nil, nil }); err != nil {
			r.say("raised", showError(0, err))
		}
	}
}

// execute executes a statement of a function that was called with the value in.
func (r *interpreter) execute(s statement, in any) {
	if r.fuel--; r.fuel < 0 {
		return
	}
	switch op, words := s[0], s[1:]; op {
	case "await", "try", "return", "raise", "panic", "pass":
	case "timer":
		r.clock.CallLater(seconds(words[0]), func() {
			r.say(words[1], "timer")
			r.executeAll(number(words[1]), nil)
		})
	case "advance":
		r.clock.advance(seconds(words[0]))
	case "new", "newc", "succeed", "fail", "maybe", "then", "inline", "list", "gather":
		if d := r.create(op, words[1:], in); d != nil {
			r.variables[words[0]] = d
		}
	default:
		if d := r.variables[words[0]]; d != nil {
			r.operate(d, op, words[1:], in)
		}
	}
}

// create makes a Deferred.
func (r *interpreter) create(op string, words []string, in any) *Deferred[any] {
	switch op {
	case "new":
		return New[any]()
	case "newc":
		return NewWithCanceller(r.canceller(words[0]))
	case "succeed":
		return Succeed(r.value(words[0], in))
	case "fail":
		return Fail[any](trouble(words[0]))
	case "maybe":
		return MaybeDeferred(func() (any, error) { return r.function(words[0])(nil, nil) })
	case "inline":
		return r.coroutine(words[0])
	case "then":
		if x := r.variables[words[0]]; x != nil {
			return Then(x, r.callback(words[1]))
		}
		return nil
	}
	var members []*Deferred[any]
	for _, name := range words[1:] {
		if d := r.variables[name]; d != nil {
			members = append(members, d)
		}
	}
	return listOf(op, words[0], members)
}

// listOf makes a list or a gathering that fires with any value, for being in a variable.
func listOf(op, letters string, members []*Deferred[any]) *Deferred[any] {
	var options []ListOption
	for letter, option := range map[rune]ListOption{'c': FireOnOneCallback, 'e': FireOnOneErrback, 'x': ConsumeErrors} {
		if strings.ContainsRune(letters, letter) && (op == "list" || option == ConsumeErrors) {
			options = append(options, option)
		}
	}
	if op == "gather" {
		options = append(options, FireOnOneErrback)
	}
	first := slices.Contains(options, FireOnOneCallback)
	return newList(members, options, func(results []Result[any]) any {
		if first && len(results) == 1 && results[0].Err == nil {
			return single(results[0])
		}
		return slices.Clone(results)
	})
}

// operate does something with a Deferred.
func (r *interpreter) operate(d *Deferred[any], op string, words []string, in any) {
	switch op {
	case "callback":
		d.AddCallback(r.callback(words[0]))
	case "errback":
		d.AddErrback(r.errback(words[0]))
	case "both":
		d.AddBoth(r.function(words[0]))
	case "pair":
		d.AddCallbacks(r.callback(words[0]), r.errback(words[1]))
	case "chain":
		if x := r.variables[words[0]]; x != nil {
			d.Chain(x)
		}
	case "timeout":
		if len(words) > 1 {
			TimeoutFunc(d, seconds(words[0]), &r.clock, r.function(words[1]))
		} else {
			Timeout(d, seconds(words[0]), &r.clock)
		}
	case "fire":
		r.checkFiring(d.Callback(r.value(words[0], in)))
	case "err":
		r.checkFiring(d.Errback(trouble(words[0])))
	case "cancel":
		d.Cancel()
	case "pause":
		d.Pause()
		r.pauses[d]++
	case "unpause":
		if r.pauses[d] > 0 {
			r.pauses[d]--
			d.Unpause()
		}
	default:
		panic("no statement " + op)
	}
}

func (r *interpreter) checkFiring(err error) {
	if _, ok := errors.AsType[*AlreadyFiredError](err); ok {
		r.say("already fired")
	}
}

func number(name string) int {
	n, err := strconv.Atoi(name[1:])
	if err != nil {
		panic(err)
	}
	return n
}
