package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// A proxy is chapter 14's: a poem that it keeps as long as it is fresh, and the Deferreds of guests who
// wait while it is being fetched.
type proxy struct {
	reactor *reactor.Reactor
	fetch   func() *deferred.Deferred[string] // from the slow server
	say     func(format string, args ...any)
	leave   func(*deferred.Deferred[string]) // the canceller of these Deferreds

	keeps time.Duration // how long a poem stays fresh
	text  string
	until time.Duration // when text is stale, on the reactor's clock

	waiting  []*deferred.Deferred[string]
	download *deferred.Deferred[string] // that they wait for
}

func (p *proxy) fresh() bool { return p.reactor.Now() < p.until }

// keep is a callback: it keeps the poem, and passes it on.
func (p *proxy) keep(text string) (string, error) {
	p.text, p.until = text, p.reactor.Now()+p.keeps
	return text, nil
}

// getPoem returns a Deferred for each guest, and has one download for all of them.
func (p *proxy) getPoem() *deferred.Deferred[string] {
	if p.fresh() {
		return deferred.Succeed(p.text)
	}
	d := deferred.NewWithCanceller(p.leave)
	p.waiting = append(p.waiting, d)
	if len(p.waiting) == 1 {
		p.download = p.fetch()
		p.download.AddCallback(p.keep).AddBoth(p.tellAll)
	}
	return d
}

// tellAll is for both: it fires the Deferreds of all guests who wait.
func (p *proxy) tellAll(text string, err error) (string, error) {
	waiting := p.waiting
	p.waiting = nil // before the first fires: it may ask again
	for _, d := range waiting {
		switch {
		case d.Fired(): // it was cancelled meanwhile
		case err != nil:
			d.Errback(err)
		default:
			d.Callback(text)
		}
	}
	return "", nil
}

// goOn is a canceller that stops nothing.
func (p *proxy) goOn(*deferred.Deferred[string]) {}

// forget takes d from p.waiting, and reports whether it was there.
func (p *proxy) forget(d *deferred.Deferred[string]) bool {
	i := slices.Index(p.waiting, d)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	return i >= 0
}

//listing:hasty

// stopHastily is a canceller that stops the download. It is broken on purpose.
func (p *proxy) stopHastily(d *deferred.Deferred[string]) {
	if p.forget(d) {
		p.say("the download is called off")
		p.download.Cancel()
	}
}

//listing:end

// stopAfterTheLast is a canceller that stops the download when d was the last that waited for it.
func (p *proxy) stopAfterTheLast(d *deferred.Deferred[string]) {
	if p.forget(d) && len(p.waiting) == 0 {
		p.say("the download is called off")
		p.download.Cancel()
	}
}

// serveProxy is proxy 3.0. It fetches the poem of the server that args name, and gives it to all who come,
// until ctx is done.
func serveProxy(ctx context.Context, env *program.Env, args []string) error {
	p := &proxy{}
	o := poetry.Options{Host: "127.0.0.1"}
	flags := env.Flags("[HOST:]PORT")
	o.RegisterAddress(flags.FlagSet)
	flags.DurationVar(&p.keeps, "keep", 2*time.Hour, "fetch the poem anew after this `duration`")
	finish := flags.Bool("finish", false, "finish a download when all guests have left")
	hasty := flags.Bool("hasty", false, "call off the download as soon as one has left, which is wrong")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	switch {
	case err != nil:
		return err
	case len(addresses) > 1:
		return program.Usagef("a proxy has one server, and not %d", len(addresses))
	case p.keeps < 0:
		return program.Usagef("-keep is no shorter than nothing")
	case *finish && *hasty:
		return program.Usagef("-finish or -hasty, and not both")
	}
	if p.reactor, err = setup.Reactor(env); err != nil {
		return err
	}
	defer p.reactor.Close()
	switch {
	case *finish:
		p.leave = p.goOn
	case *hasty:
		p.leave = p.stopHastily
	default:
		p.leave = p.stopAfterTheLast
	}
	p.say = func(format string, args ...any) { fmt.Fprintf(env.Stderr, format+"\n", args...) }
	p.fetch = func() *deferred.Deferred[string] {
		p.say("fetching the poem of %s", addresses[0])
		return getPoetry(p.reactor, "download", addresses[0])
	}
	port, err := p.reactor.ListenTCP(o.Address(), &inn{proxy: p, getPoem: p.getPoem})
	if err != nil {
		return err
	}
	defer port.StopListening()
	if _, err := fmt.Fprintf(env.Stdout, "Serving the poem of %s on %v\n", addresses[0], port.LocalAddr()); err != nil {
		return err
	}
	return p.reactor.Run(ctx)
}
