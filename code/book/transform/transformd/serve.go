package transformd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/book/transform"
)

// Serve is the program serve-transform of every chapter that needs one. It offers the engines of the
// book, says on env.Stderr what becomes of each client, and blocks until ctx is done, which is no
// error.
func Serve(ctx context.Context, env *program.Env, args []string) error {
	o := Options{Options: poetry.Options{Host: "127.0.0.1"}, Timeout: 10 * time.Second, Limit: 99_999}
	flags := env.Flags("")
	o.Register(flags.FlagSet)
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	server := o.Server(env, r, transform.NewService(transform.Engines()))
	port, err := r.ListenTCP(o.Address(), server)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", strings.Join(server.Service.Names(), ", "), port.LocalAddr()); err != nil {
		return err
	}
	return r.Run(ctx)
}
