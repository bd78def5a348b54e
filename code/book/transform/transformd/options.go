package transformd

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/transform"
	"slowpoetry/code/reactor"
)

// Options is what a transform server lets its reader choose: where to listen, and what to put up
// with.
type Options struct {
	poetry.Options
	Timeout time.Duration
	Limit   int
}

// Register adds -host, -port, -timeout and -limit to flags, with the values of o as their defaults.
// Parsing the flags sets o.
func (o *Options) Register(flags *flag.FlagSet) {
	o.RegisterAddress(flags)
	flags.Func("timeout", fmt.Sprintf("hang up on a client after this `duration` (default %v)", o.Timeout), func(s string) error {
		var err error
		o.Timeout, err = time.ParseDuration(s)
		if err != nil || o.Timeout <= 0 {
			return errors.New("write it as 500ms or 10s, and longer than nothing")
		}
		return nil
	})
	flags.Func("limit", fmt.Sprintf("take requests of up to `n` bytes (default %d)", o.Limit), func(s string) error {
		var err error
		o.Limit, err = strconv.Atoi(s)
		if err != nil || o.Limit < 1 {
			return errors.New("a request has one byte at least")
		}
		return nil
	})
}

// Server returns a server as the options have it, which says on env.Stderr what becomes of each
// client.
func (o *Options) Server(env *program.Env, r *reactor.Reactor, service *transform.Service) *Server {
	return &Server{Reactor: r, Service: service, Timeout: o.Timeout, Limit: o.Limit,
		Say: func(format string, args ...any) { fmt.Fprintf(env.Stderr, format+"\n", args...) }}
}
