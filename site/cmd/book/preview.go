package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/behind"
	"slowpoetry/site/internal/booksync"
	"slowpoetry/site/internal/progress"
	"slowpoetry/site/internal/wasm"
	"slowpoetry/site/internal/watch"
)

// A preview shows the book to its author. The prose comes first, as soon as there is a Hugo; the programs
// of the pages and their compiler follow behind it.
type preview struct {
	env     *program.Env
	display *progress.Display
	root    string

	hugo      func(ctx context.Context) (server, error)
	programs  func(ctx context.Context, status func(format string, args ...any)) error
	toolchain func(ctx context.Context, status func(format string, args ...any)) error

	names   []string      // of the files for the page that the server of the moment knows
	another chan struct{} // has room for one: there are others, which takes another server
}

// A server serves the site: see [hugo.Hugo.Serve].
type server interface {
	Serve(ctx context.Context, port int, behind string, ready func(), say func(line string)) error
}

// show shows the book at a port until ctx is done.
func (p *preview) show(ctx context.Context, port int) error {
	h, err := p.hugo(ctx)
	if err != nil {
		return err
	}
	// Hugo watches only folders that are there when it begins.
	if err := wasm.MakeFolders(p.root); err != nil {
		return err
	}
	p.names, p.another = wasm.Names(p.root), make(chan struct{}, 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	changes := watch.Begin(filepath.Join(p.root, "chapters"), filepath.Join(p.root, "code"))
	defer changes.Close()
	work := behind.New(p.compile)
	teller := &http.Server{Handler: work, ReadHeaderTimeout: time.Minute}

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var others sync.WaitGroup
	served := make(chan struct{})
	others.Go(func() { _ = teller.Serve(listener) })
	others.Go(func() {
		select {
		case <-served: // the prose comes first, and has the machine for itself
			work.Run(ctx, p.complain)
		case <-ctx.Done():
		}
	})
	others.Go(func() {
		if err := p.refresh(ctx, changes, work); err != nil { // no reason to take the book away
			p.say(fmt.Sprintf("From now on listings do not follow their programs: %v", err))
		}
	})
	var once sync.Once
	err = p.serve(ctx, h, port, "http://"+listener.Addr().String()+"/", func() {
		once.Do(func() {
			p.display.Print(p.env.Stdout, fmt.Sprintf("The book is at http://localhost:%d/ (Ctrl-C ends this)", port))
			close(served)
		})
	})
	ended := ctx.Err() != nil
	stop()
	_ = teller.Close()
	others.Wait()
	if ended {
		return nil
	}
	return err
}

// serve has h serve, and again when there is something for the page that was not there when it began: Hugo
// makes pages anew when a file changes that they use, but not when one comes that they would have used.
func (p *preview) serve(ctx context.Context, h server, port int, behind string, ready func()) error {
	for {
		until, stop := context.WithCancel(ctx)
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			select {
			case <-p.another:
				stop()
			case <-until.Done():
			}
		}()
		err := h.Serve(until, port, behind, ready, p.say)
		ended := until.Err() == nil
		stop()
		<-stopped
		if ended || ctx.Err() != nil {
			return err
		}
	}
}

// appeared asks for another server if there is something for the page that was not there before.
func (p *preview) appeared() {
	now := wasm.Names(p.root)
	isNew := func(name string) bool { return !slices.Contains(p.names, name) }
	if slices.ContainsFunc(now, isNew) {
		select {
		case p.another <- struct{}{}:
		default:
		}
	}
	p.names = now
}

// compile makes what pages run, and what they compile programs with.
func (p *preview) compile(ctx context.Context, status func(format string, args ...any)) error {
	named := func(name string) func(string, ...any) {
		return func(format string, args ...any) { status("%s: %s", name, fmt.Sprintf(format, args...)) }
	}
	err := p.programs(ctx, named("programs"))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.appeared()
	err = errors.Join(err, p.toolchain(ctx, named("the compiler for the page")))
	if ctx.Err() == nil {
		p.appeared()
	}
	return err
}

// say prints a line beside what the display shows.
func (p *preview) say(line string) { p.display.Print(p.env.Stderr, line) }

// complain is for what does not compile: the site stays as it was, and whoever is writing it knows.
func (p *preview) complain(err error) { p.say(err.Error()) }

// refresh keeps the listings in the chapters true, and the programs of the pages what they are in
// the chapters, while they are being written. Hugo itself watches the chapters and the compiled
// programs, and shows what refresh rewrites.
func (p *preview) refresh(ctx context.Context, changes *watch.Watch, work *behind.Work) error {
	isGo := func(path string) bool { return filepath.Ext(path) == ".go" }
	return changes.Follow(ctx, func(changed []string) {
		if !slices.ContainsFunc(changed, isGo) {
			return
		}
		report, err := booksync.Run(ctx, booksync.Options{Root: p.root, Parts: []string{"listings"}})
		if err != nil && ctx.Err() == nil {
			p.complain(err)
		}
		printReport(p.env.Stderr, p.env.Stderr, report)
		work.Again()
	})
}
