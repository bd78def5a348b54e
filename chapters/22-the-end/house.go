package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"slowpoetry/chapters/22-the-end/netstring"
	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/tcp"
	"slowpoetry/chapters/22-the-end/web"
	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
)

// What the house puts up with.
const (
	lease = 10 * time.Second // after which a job is delivered again
	limit = 30 * time.Second // for an answer
	grace = 5 * time.Second  // for those who are being answered when the house closes; the reactor hangs up at once
)

// A house is the service, its workers, and its doors.
type house struct {
	env     *program.Env // whose network the doors are on
	log     *slog.Logger
	queue   work.Queue
	workers int
	pace    poem.Pace
	at      func(worker int, step string, d work.Delivery) // of workers, or nil
}

// doors are the addresses of a house.
type doors struct{ tcp, netstring, web string }

func (d doors) String() string {
	return fmt.Sprintf("tcp on %s, netstring on %s, web on %s", d.tcp, d.netstring, d.web)
}

// run opens the doors, calls ready with where they are, and serves until ctx is done, which is no error.
// First the doors close; when the last client has left, the workers stop.
func (h *house) run(ctx context.Context, at doors, ready func(doors)) error {
	r, err := setup.Reactor(h.env)
	if err != nil {
		return err
	}
	defer r.Close()
	var listeners []net.Listener
	for _, address := range []*string{&at.tcp, &at.web} {
		l, err := h.env.Net.Listen(ctx, "tcp", *address)
		if err != nil {
			return err
		}
		defer l.Close()
		*address = l.Addr().String()
		listeners = append(listeners, l)
	}
	//listing:assemble
	service := poem.New(&work.Client{Queue: h.queue, Names: poem.Here{}.Changes()}, 1000)
	plain := &tcp.Server{
		Service: service, Pace: h.pace,
		Patience: 10 * time.Second, Limit: 10 * time.Minute, Most: 500, Log: h.log,
	}
	framed := &netstring.Server{
		Reactor: r, Service: service,
		Limit: limit, Idle: time.Minute, Most: 500, Log: h.log,
	}
	pages := &web.Server{
		Service: service, Pace: h.pace,
		Limit: limit, Recital: 10 * time.Minute, Most: 500, Log: h.log,
	}

	port, err := r.ListenTCP(at.netstring, framed)
	if err != nil {
		return err
	}
	stopWorkers := h.hire()
	defer stopWorkers()
	open, ctx := errgroup.WithContext(ctx)
	open.Go(func() error { return plain.Serve(ctx, listeners[0], grace) })
	open.Go(func() error { return r.Run(ctx) })
	open.Go(func() error { return pages.Serve(ctx, listeners[1], grace) })
	//listing:end
	at.netstring = port.LocalAddr().String()
	ready(at)
	return open.Wait()
}

// hire starts the workers, and returns what has them finish, and waits for them.
func (h *house) hire() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var staff sync.WaitGroup
	for i := range h.workers {
		w := &work.Worker{Queue: h.queue, Changer: poem.Here{}, Limit: lease / 2, Attempts: 3, Log: h.log}
		if h.at != nil {
			w.At = func(step string, d work.Delivery) { h.at(i+1, step, d) }
		}
		staff.Go(func() { w.Run(ctx) })
	}
	return func() {
		cancel()
		staff.Wait()
	}
}
