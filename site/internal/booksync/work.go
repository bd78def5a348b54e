package booksync

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// workers is how many jobs run at the same time. It is more than most machines have processors,
// for most jobs wait most of the time: slow poetry is slow.
const workers = 6

// A job that changed nothing gets a line of progress only when it took long.
const (
	unchanged  = "as it was"
	worthALine = 300 * time.Millisecond
)

// work does the jobs, several at a time, and says so.
func (s *syncer) work(ctx context.Context, jobs []job) {
	queue := make(chan job)
	var group sync.WaitGroup
	for range min(workers, len(jobs)) {
		group.Go(func() {
			for j := range queue {
				s.do(ctx, j)
			}
		})
	}
	for _, j := range jobs {
		s.Trace.Ready(s.part + " " + j.name)
		queue <- j
	}
	close(queue)
	group.Wait()
}

// do does one job, unless the run has been called off.
func (s *syncer) do(ctx context.Context, j job) {
	if ctx.Err() != nil {
		return
	}
	s.Trace.Run(s.part + " " + j.name)
	defer s.Trace.End(s.part + " " + j.name)
	start := time.Now()
	note := j.do(ctx)
	if ctx.Err() != nil || note == "" {
		return
	}
	took := time.Since(start)
	if took < worthALine && note == unchanged {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.Progress, "%-11s  %s: %s", s.part, j.name, note)
	if took >= worthALine {
		fmt.Fprintf(s.Progress, " (%.1f s)", took.Seconds())
	}
	fmt.Fprintln(s.Progress)
}
