package reactor

import (
	"context"
	"log/slog"
	"strings"

	"slowpoetry/code/internal/naming"
	"slowpoetry/code/panics"
)

// guard calls f, on behalf of owner. If it panics, that is logged, and returned as an error.
func (r *Reactor) guard(owner any, f func()) (err error) {
	defer r.tracer.leave(r.tracer.enter(owner))
	defer r.contain(owner, &err)
	f()
	return nil
}

// contain, deferred, turns a panic into a *panics.Error, and logs it.
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

// say logs a message. If the log panics there is nobody left to tell.
func (r *Reactor) say(level slog.Level, message string, args ...any) {
	defer func() { recover() }()
	r.log.Log(context.Background(), level, message, args...)
}

// callers are those methods that call what may panic. What called them is always the same.
var callers = []string{"reactor.Reactor.guard", "reactor.Reactor.do",
	"reactor.Reactor.build", "reactor.Reactor.ask"}
