package reactor

import (
	"log/slog"

	"slowpoetry/code/program"
	"slowpoetry/code/socket"
)

// NewFor returns a reactor in the world of a program: on its network, with its trace, and with a
// log on its Stderr, a line for a record, without the time of day.
func NewFor(env *program.Env) (*Reactor, error) {
	timeless := func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(slog.NewTextHandler(env.Stderr, &slog.HandlerOptions{ReplaceAttr: timeless}))
	return New(Config{Stack: socket.Over(env.Net), Log: log, Trace: env.Trace})
}
