package deferred

import (
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"slowpoetry/code/panics"
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
	if d.notes != nil && d.notes.unhandled != nil && d.notes.unhandled.err != nil {
		text += " unhandled"
	}
	return text
}

// A trouble is an error of a program.
type trouble string

func (t trouble) Error() string { return string(t) }

// A single is what a list fires with that fires on one callback.
type single Result[any]

func show(value any, err error) string { return showAt(0, value, err) }

func showAt(depth int, value any, err error) string {
	if depth == 4 {
		return "..." // lists of lists of lists can get very long
	}
	depth++
	if err != nil {
		return "!" + showError(depth, err)
	}
	switch v := value.(type) {
	case nil:
		return "-"
	case string:
		return v
	case single:
		return fmt.Sprintf("one(%d %s)", v.Index, showAt(depth, v.Value, nil))
	case []Result[any]:
		var items []string
		for _, item := range v {
			items = append(items, showAt(depth, item.Value, item.Err))
		}
		return "[" + strings.Join(items, " ") + "]"
	default:
		return fmt.Sprintf("?%v", v)
	}
}

func showError(depth int, err error) string {
	if depth == 4 {
		return "..."
	}
	depth++
	switch e := err.(type) {
	case trouble:
		return string(e)
	case *panics.Error:
		if inner, ok := e.Value.(error); ok {
			return showError(depth-1, inner)
		}
	case *FirstError:
		return fmt.Sprintf("first(%d %s)", e.Index, showError(depth, e.Err))
	case *TimeoutError:
		return fmt.Sprintf("Timeout(%d)", int(e.After.Seconds()))
	case *AlreadyFiredError:
		return "AlreadyFired"
	}
	if err == ErrCancelled {
		return "Cancelled"
	}
	return "?" + err.Error()
}

// function returns what to add to a chain for the function of this name.
func (r *interpreter) function(name string) func(any, error) (any, error) {
	return func(value any, err error) (any, error) {
		r.say(name, "<-", show(value, err))
		defer r.say(name, "->")
		f := r.functions[number(name)]
		for _, s := range f[:len(f)-1] {
			r.execute(s, value)
		}
		return r.conclude(f[len(f)-1], value, err)
	}
}

func (r *interpreter) callback(name string) func(any) (any, error) {
	f := r.function(name)
	return func(value any) (any, error) { return f(value, nil) }
}

func (r *interpreter) errback(name string) func(error) (any, error) {
	f := r.function(name)
	return func(err error) (any, error) { return f(nil, err) }
}

// canceller returns a canceller; an error of its function is a panic of it.
func (r *interpreter) canceller(name string) func(*Deferred[any]) {
	return func(d *Deferred[any]) {
		if _, err := r.function(name)(nil, nil); err != nil && !isLater(err) {
			panic(err)
		}
	}
}

func isLater(err error) bool {
	_, ok := err.(*later[any])
	return ok
}

// conclude returns what comes of a function that was called with value and err.
func (r *interpreter) conclude(s statement, value any, err error) (any, error) {
	switch {
	case s[0] == "raise":
		return nil, trouble(s[1])
	case s[0] == "panic":
		panic(trouble(s[1]))
	case s[0] == "pass":
		return value, err
	case s[1][0] == 'd':
		if d := r.variables[s[1]]; d != nil {
			return d.Later()
		}
		return nil, nil
	default:
		return r.value(s[1], value), nil
	}
}

func (r *interpreter) value(word string, in any) any {
	if word == "in" {
		return in
	}
	return word
}

// coroutine starts one that runs the function of this name.
func (r *interpreter) coroutine(name string) *Deferred[any] {
	return Inline(func(c *Coroutine) (value any, err error) {
		r.say(name, "starts")
		value, err = call(func() (any, error) { return r.turns(name, c) })
		r.say(name, "ends", show(value, err))
		return value, err
	})
}

// turns is the function of a coroutine.
func (r *interpreter) turns(name string, c *Coroutine) (any, error) {
	f := r.functions[number(name)]
	for _, s := range f[:len(f)-1] {
		if s[0] != "await" && s[0] != "try" {
			r.execute(s, nil)
			continue
		}
		d := r.variables[s[1]]
		if r.fuel--; r.fuel < 0 || d == nil {
			continue
		}
		r.say(name, s[0], s[1])
		value, err := d.Await(c)
		r.say(name, "got", show(value, err))
		if err != nil && s[0] == "await" {
			return nil, err
		}
	}
	last := f[len(f)-1]
	if last[0] == "return" && last[1][0] == 'd' && r.variables[last[1]] != nil {
		return r.variables[last[1]].Await(c)
	}
	return r.conclude(last, nil, nil)
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

func seconds(word string) time.Duration {
	n, err := strconv.Atoi(word)
	if err != nil {
		panic(err)
	}
	return time.Duration(n) * time.Second
}

// A clock stands still until it is told how much time has passed.
type clock struct {
	now   time.Duration
	calls []*timer // that are to come, in order
}

type timer struct {
	clock *clock
	due   time.Duration
	f     func()
}

func (c *clock) CallLater(delay time.Duration, f func()) *timer {
	t := &timer{c, c.now + delay, f}
	i, _ := slices.BinarySearchFunc(c.calls, t, func(a, b *timer) int {
		if a.due <= b.due {
			return -1 // after those that are due at the same time
		}
		return 1
	})
	c.calls = slices.Insert(c.calls, i, t)
	return t
}

// Cancel makes sure that the call does not come.
func (t *timer) Cancel() bool {
	i := slices.Index(t.clock.calls, t)
	if i >= 0 {
		t.clock.calls = slices.Delete(t.clock.calls, i, i+1)
	}
	return i >= 0
}

// advance has time pass.
func (c *clock) advance(by time.Duration) {
	c.now += by
	for len(c.calls) > 0 && c.calls[0].due <= c.now {
		t := c.calls[0]
		c.calls = c.calls[1:]
		t.f()
	}
}
