package daemon

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
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
	onReload(ctx, d.reload)
	return service.Run(ctx, d.reactor, d.root, s.grace, func() {
		d.ready = true
		for _, one := range d.services {
			d.log.Info("ready", "service", one.name, "is", fmt.Sprint(d.poems.Child(one.name)))
		}
	})
}

// status makes usage errors of mistakes: they exit with 2.
func status(err error) error {
	if m := mistakes(nil); errors.As(err, &m) {
		return program.UsageError{Problem: m.Error()}
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return program.UsageError{Problem: err.Error()}
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
			if about, ok := n.Service.(fmt.Stringer); ok && n.Name() == path {
				attrs = append(attrs, "is", about)
			}
		}
	}
	d.log.Log(context.Background(), level, s.String(), attrs...)
}

// reload reads the configuration again. What is wrong with it leaves everything as it is. It runs on
// a goroutine of its own, because reading files takes time.
func (d *daemon) reload() {
	notify(reloading())
	flags := flag.NewFlagSet("poetryd", flag.ContinueOnError)
	flags.String("trace", "", "")
	next, err := read(flags, d.args)
	d.reactor.CallFromGoroutine(func() {
		var made []service.Service
		if err == nil {
			made, err = next.make(Host{Reactor: d.reactor, Log: d.log})
		}
		if err != nil {
			d.reloaded(err)
			return
		}
		d.change(next, made)
	})
}

// change makes the running services those of next.
func (d *daemon) change(next *settings, made []service.Service) {
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
			if next.log != d.settings.log || next.health != d.health || next.user != d.user || next.pidfile != d.pidfile {
				d.log.Warn("log, health, user and pidfile stay as they are until the next start")
			}
			d.services = next.services
			d.level = next.level
			d.book.level.Set(next.level)
			for _, update := range updates {
				update()
			}
		}
		d.reloaded(err)
		return service.Done{}, nil
	})
}

func (d *daemon) reloaded(err error) {
	if err != nil {
		var m mistakes
		if !errors.As(err, &m) {
			m = mistakes{err.Error()}
		}
		for _, line := range m {
			d.log.Error("not reloaded", "mistake", line)
		}
	} else {
		d.log.Info("reloaded")
	}
	notify("READY=1")
}
