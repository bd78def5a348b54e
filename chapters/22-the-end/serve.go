package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/secure"
	"slowpoetry/code/book/program"
)

// serve serves poems until it is interrupted.
func serve(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	at := doors{}
	flags.StringVar(&at.tcp, "tcp", "127.0.0.1:0", "recite on this `address`, 127.0.0.1:0 for a free port")
	flags.StringVar(&at.netstring, "netstring", "127.0.0.1:0", "answer netstrings on this `address`")
	flags.StringVar(&at.web, "web", "127.0.0.1:0", "answer HTTP on this `address`")
	workers := flags.Int("workers", 2, "have `n` workers in this process")
	keeping := keepFlags(flags)
	dir := flags.String("secure", "", "admit those who have a certificate of the authority in this `folder`; it is made if there is none")
	h := &house{env: env, log: quiet(env), pace: poem.Pace{Bytes: 20, Delay: 100 * time.Millisecond}}
	flags.DurationVar(&h.pace.Delay, "delay", h.pace.Delay, "rest for this `duration` between two pieces of a recital")
	if err := flags.Parse(args); err != nil {
		return err
	}
	q, err := keeping.open(ctx, lease)
	if err != nil {
		return err
	}
	defer q.close()
	h.queue, h.workers = q, *workers
	if *dir != "" {
		stop, err := h.secure(*dir)
		if err != nil {
			return err
		}
		defer stop()
	}
	return h.run(ctx, at, func(at doors) { fmt.Fprintf(env.Stdout, "Serving %v\n", at) })
}

// secure puts mutual TLS under all doors of a house.
func (h *house) secure(dir string) (stop func(), err error) {
	authority, err := secure.OpenAuthority(dir)
	if err != nil {
		return nil, err
	}
	us, err := authority.NewIdentity("server/poems", 24*time.Hour)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	go us.KeepFresh(ctx, h.log)
	//listing:under
	env := *h.env
	env.Net = &secure.Network{
		Inner: h.env.Net, Identity: us, Authority: authority.Pool(), Admit: []string{"reader"},
		Patience: 5 * time.Second, Log: h.log,
	}
	h.env = &env
	//listing:end
	return stop, nil
}

// quiet returns a log of warnings, without the time of day, since that is what we print in the book.
func quiet(env *program.Env) *slog.Logger {
	return slog.New(slog.NewTextHandler(env.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			return slog.Attr{}
		}
		return a
	}}))
}

// worker does jobs until it is interrupted.
func worker(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	workers := flags.Int("workers", 2, "have `n` workers")
	keeping := keepFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *keeping.address == "" {
		return program.Usagef("work for whom? Name the NATS servers with -nats")
	}
	q, err := keeping.open(ctx, lease)
	if err != nil {
		return err
	}
	defer q.close()
	stop := (&house{env: env, log: quiet(env), queue: q, workers: *workers}).hire()
	defer stop()
	if _, err := fmt.Fprintf(env.Stdout, "%d workers for %s\n", *workers, q.about); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// dead prints the dead letters.
func dead(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	keeping := keepFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *keeping.address == "" {
		return program.Usagef("whose? Name the NATS servers with -nats")
	}
	q, err := keeping.open(ctx, lease)
	if err != nil {
		return err
	}
	defer q.close()
	letters, err := q.Dead(ctx)
	if err != nil {
		return err
	}
	for _, l := range letters {
		if _, err := fmt.Fprintf(env.Stdout, "%s: %s of %q: %s\n", l.Job.ID, l.Job.Change, title(l.Job.Text), l.Reason); err != nil {
			return err
		}
	}
	return nil
}
