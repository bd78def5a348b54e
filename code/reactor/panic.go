package reactor

import (
	"context"
	"log/slog"
	"strings"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/panics"
)

// guard calls f on behalf of owner. If f panics, guard logs that and returns it as an error.
func (r *Reactor) guard(owner any, f func()) (err error) {
	defer r.tracer.leave(r.tracer.enter(owner))
	defer r.contain(owner, &err)
	f()
	return nil
}

// contain, deferred, makes a *panics.Error of a panic and logs it.
func (r *Reactor) contain(owner any, err *error) {
	value := recover()
	if value == nil {
		return
	}
	e := panics.New(value, callers...)
	*err = e
	r.say(slog.LevelError, "panic in a callback", "callback", naming.Of(owner), "panic", e.Value,
		"stack", strings.Join(e.Stack(), " < "))
}

// say logs a message, even to a log that panics.
func (r *Reactor) say(level slog.Level, message string, args ...any) {
	defer func() { recover() }()
	r.log.Log(context.Background(), level, message, args...)
}

// callers are the methods that call what may panic. A stack ends before them.
var callers = []string{"reactor.Reactor.guard", "reactor.Reactor.call",
	"reactor.Reactor.build", "reactor.Reactor.ask"}
