// Package setup makes what the library needs out of what a program has. The library knows nothing
// of programs, and programs of chapters 1 and 2 need no reactor: here the two meet.
package setup

import (
	"log/slog"

	"slowpoetry/code/book/program"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// Reactor returns a reactor in the world of a program: on its network, with its trace, and with a
// log on its Stderr, a line for each record, without the time of day.
func Reactor(env *program.Env) (*reactor.Reactor, error) {
	timeless := func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(slog.NewTextHandler(env.Stderr, &slog.HandlerOptions{ReplaceAttr: timeless}))
	return reactor.New(reactor.Config{Stack: socket.Over(env.Net), Log: log, Trace: env.Trace})
}
