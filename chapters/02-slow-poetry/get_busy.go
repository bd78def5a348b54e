package main

import (
	"context"
	"runtime"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// getBusy fetches the poems all at once, in one goroutine, by asking each of them for more, over
// and over. It works, but it keeps a processor busy: on purpose.
func getBusy(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	var downloads []*download
	for _, p := range a.numbered(ctx) {
		s, err := socket.Over(env.Net).Connect(p.address)
		if err != nil {
			a.ended(p, err)
			continue
		}
		defer s.Close()
		downloads = append(downloads, &download{p, s})
		a.enter(p, trace.Run)
	}

	//listing:loop
	asked, answered := 0, 0
	for len(downloads) > 0 && ctx.Err() == nil {
		var unfinished []*download
		for _, d := range downloads {
			before := len(d.text)
			over, err := a.read(d) // returns at once
			asked++
			if len(d.text) > before {
				answered++
			}
			if over {
				a.ended(d.poem, err)
				d.socket.Close()
			} else {
				unfinished = append(unfinished, d)
			}
		}
		downloads = unfinished
		runtime.Gosched() // where there is one processor, the rest of the program needs it too
	}
	a.say("asked %s, had an answer %s%s", count(asked, "time"), count(answered, "time"), a.cost())
	//listing:end
	return a.publish(ctx)
}
