package daemon

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
	"slowpoetry/code/socket"
)

// patience is how long the health port waits for a request.
const patience = 5 * time.Second

// A daemon is poetryd while it runs.
type daemon struct {
	*settings
	args    []string
	reactor *reactor.Reactor
	book    *logbook
	log     *slog.Logger
	root    *service.Group
	poems   *service.Group
	ready   bool // all of it has been running
}

// Run is the program poetryd. It blocks until ctx is done and all services have stopped.
func Run(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags(usage)
	s, err := read(flags.FlagSet, args)
	if errors.Is(err, flag.ErrHelp) {
		if failed := help(env.Stdout, env.Flags(usage).FlagSet); failed != nil {
			return failed
		}
		return err
	}
	if err != nil {
		return status(err)
	}
	d := &daemon{settings: s, args: args, book: newLogbook(env.Stderr)}
	d.log = slog.New(d.book)
	d.book.level.Set(s.level)
	d.reactor, err = reactor.New(reactor.Config{Stack: socket.Over(env.Net), Log: d.log, Trace: env.Trace})
	if err != nil {
		return err
	}
	defer d.reactor.Close()
	if err := d.plant(env); err != nil {
		return status(err)
	}
	ready := make(chan struct{})
	defer onReload(func() {
		select {
		case <-ready: // a reload waits for the end of the start
		case <-ctx.Done():
		}
		d.reload(ctx)
	})()
	return service.Run(ctx, d.reactor, d.root, s.grace, func() {
		close(ready)
		d.ready = true
		for _, one := range d.services {
			attrs := []any{"service", one.name}
			if about, ok := d.poems.Child(one.name).(fmt.Stringer); ok {
				attrs = append(attrs, "is", about)
			}
			d.log.Info("ready", attrs...)
		}
	})
}

// status makes usage errors of mistakes: they exit with 2.
func status(err error) error {
	if m := mistakes(nil); errors.As(err, &m) {
		return program.UsageError{Problem: m.Error()}
	}
	return err
}

// plant makes the tree.
func (d *daemon) plant(env *program.Env) error {
	made, err := d.make(Host{Reactor: d.reactor, Log: d.log})
	if err != nil {
		return err
	}
	d.poems = service.NewGroup("poems", made...)
	d.poems.AtOnce = true
	d.root = service.NewGroup("poetryd")
	d.root.Tell = d.tell
	children := []service.Service{&logService{
		logbook: d.book, to: d.settings.log, size: d.logSize, keep: d.logKeep, stderr: env.Stderr,
	}}
	if d.pidfile != "" {
		children = append(children, pidfile{d.pidfile})
	}
	if d.health != "" {
		children = append(children, &health{reactor: d.reactor, address: d.health, root: d.root})
	}
	children = append(children, d.poems)
	if d.user != "" {
		children = append(children, rights{d.user})
	}
	for _, c := range append(children, &notices{reactor: d.reactor}) {
		if err := d.root.Add(c); err != nil {
			return err
		}
	}
	return nil
}

func (d *daemon) tell(path string, s service.State, err error) {
	level, attrs := slog.LevelDebug, []any{"path", path}
	if d.ready && s == service.Stopping && path == "poems" {
		level = slog.LevelInfo
	}
	if err != nil { // the result of Run says it, too
		attrs = append(attrs, "err", err)
	}
	if s == service.Running {
		for n := range d.root.Walk() { // what it says of itself, now that it has a port
			if about, ok := n.Service.(fmt.Stringer); ok && n.Depth == 1 && n.Name() == path {
				attrs = append(attrs, "is", about)
			}
		}
	}
	d.log.Log(context.Background(), level, s.String(), attrs...)
}

// reload reads the configuration again, and returns when that is in force. A mistake
// in it leaves everything as it is. It runs on a goroutine of its own, because reading files takes time.
func (d *daemon) reload(ctx context.Context) {
	if ctx.Err() != nil {
		d.log.Error("not reloaded", "mistake", "poetryd is being stopped")
		return
	}
	notify(reloading())
	over := make(chan struct{})
	defer func() {
		select {
		case <-over:
		case <-ctx.Done():
		}
	}()
	flags := flag.NewFlagSet("poetryd", flag.ContinueOnError)
	ignoreRun(flags)
	next, err := read(flags, d.args)
	d.reactor.CallFromGoroutine(func() {
		done := func(err error) {
			d.reloaded(err)
			close(over)
		}
		var made []service.Service
		if err == nil {
			made, err = next.make(Host{Reactor: d.reactor, Log: d.log})
		}
		if err != nil {
			done(err)
			return
		}
		d.change(next, made, done)
	})
}

// change makes the running services those of next, and calls done when they are.
func (d *daemon) change(next *settings, made []service.Service, done func(error)) {
	var add []service.Service
	var remove []string
	var updates []func()
	for _, old := range d.services {
		if next.spec(old.name) == nil {
			remove = append(remove, old.name)
		}
	}
	for i, new := range next.services {
		old, running := d.spec(new.name), d.poems.Child(new.name)
		if old == nil || running == nil {
			add = append(add, made[i])
			continue
		}
		var update func()
		if u, can := running.(Updater); can && old.kind == new.kind {
			update = u.Update(made[i])
		}
		switch {
		case update != nil:
			updates = append(updates, update)
		case old.kind == new.kind && maps.Equal(old.set, new.set):
		default:
			add, remove = append(add, made[i]), append(remove, new.name)
		}
	}
	d.poems.Change(add, remove...).AddBoth(func(_ service.Done, err error) (service.Done, error) {
		if err == nil {
			if later := d.fixed(next); len(later) > 0 {
				d.log.Warn("these take a restart", "options", strings.Join(later, ", "))
			}
			d.services = next.services
			d.book.level.Set(next.level)
			for _, update := range updates {
				update()
			}
		}
		done(err)
		return service.Done{}, nil
	})
}

// fixed returns the options that differ in next, and stay as they are until the next start.
func (d *daemon) fixed(next *settings) (names []string) {
	for _, o := range []struct {
		name    string
		differs bool
	}{
		{"grace", next.grace != d.grace}, {"health", next.health != d.health}, {"log", next.log != d.settings.log},
		{"log-keep", next.logKeep != d.logKeep}, {"log-size", next.logSize != d.logSize},
		{"pidfile", next.pidfile != d.pidfile}, {"user", next.user != d.user},
	} {
		if o.differs {
			names = append(names, o.name)
		}
	}
	return names
}

func (d *daemon) reloaded(err error) {
	if err != nil {
		var m mistakes
		if !errors.As(err, &m) {
			m = mistakes{{text: err.Error()}}
		}
		for _, one := range m {
			d.log.Error("not reloaded", "mistake", one.text)
		}
	} else {
		d.log.Info("reloaded")
	}
	notify("READY=1")
}
