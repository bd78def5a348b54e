package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// logs counts down into a log, to which the reactor has something to add.
func logs(ctx context.Context, env *program.Env, args []string) error {
	var level slog.Level
	flags := env.Flags("")
	flags.TextVar(&level, "level", slog.LevelInfo, "log what is of this `level`, debug, info, warn or error, and above")
	file := flags.String("file", "", "append the log to this `file`, rather than show it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var to io.Writer = env.Stderr
	if *file != "" {
		f, err := os.OpenFile(*file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			return err
		}
		defer f.Close()
		to = f
	}

	log := slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: level}))
	r, err := reactor.New(reactor.Config{Stack: socket.Over(env.Net), Log: log, Trace: env.Trace})
	if err != nil {
		return err
	}
	defer r.Close()
	left := 3
	var tick func()
	tick = func() {
		if left == 0 {
			log.Info("ready", "what", "tea")
			r.Stop()
			return
		}
		log.Debug("tick", "left", left)
		left--
		r.CallLater(100*time.Millisecond, tick)
	}
	r.CallWhenRunning(tick)
	r.CallLater(150*time.Millisecond, setTheTable)
	return r.Run(ctx)
}
