package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// demo has three clients ask a slow server, one after another, and then a proxy.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	servers, err := openServers(ctx, env)
	if err != nil {
		return err
	}
	defer servers.close()
	chart := figure.Timeline{Ends: true}
	for _, title := range []string{"the server itself", "a proxy"} {
		run := env.Trace.Part(title + ", ")
		l, err := openLab(env, run, (*proxy).getPoem)
		if err != nil {
			return err
		}
		defer l.close()
		l.server = servers.well
		address := servers.well
		if title == "a proxy" {
			address = l.port.LocalAddr().String()
		}
		fmt.Fprintf(env.Stdout, "Three clients ask %s:\n", title)
		failed := l.inTurn(env, address, 3)
		if err := cmp.Or(l.reactor.Run(ctx), ctx.Err(), *failed); err != nil {
			return err
		}
		lanes := slices.DeleteFunc(run.Trace(), func(e trace.Event) bool { return !drawn(&e) })
		chart.Panels = append(chart.Panels, figure.Panel{Title: title, Trace: lanes})
	}
	fmt.Fprint(env.Stdout, "\n# running, however briefly   . waiting\n\n")
	return chart.Text(env.Stdout, 72)
}

// inTurn has n clients ask for a poem, each 100 ms after the one before is done.
func (l *lab) inTurn(env *program.Env, address string, n int) (failed *error) {
	failed = new(error)
	client := 0
	var next func()
	next = func() {
		client++
		start := l.reactor.Now()
		newRequest(l.reactor, fmt.Sprintf("client %d", client), address).ask(plainly).AddBoth(func(text string, err error) (string, error) {
			if err == nil {
				fmt.Fprintf(env.Stdout, "  client %d: %d bytes in %.1f s\n", client, len(text), (l.reactor.Now() - start).Seconds())
			}
			if *failed = err; err != nil || client == n {
				l.reactor.Stop()
				return "", nil
			}
			l.reactor.CallLater(100*time.Millisecond, next)
			return "", nil
		})
	}
	l.reactor.CallWhenRunning(next)
	return failed
}
