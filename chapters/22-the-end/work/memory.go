package work

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Memory is a queue in the memory of one process. It delivers at least once, like the others, but
// forgets everything when the process ends.
type Memory struct {
	lease time.Duration

	mu      sync.Mutex
	changed chan struct{} // closed, and another made, when something changes
	jobs    []*entry      // in the order of their submission
	results map[string]Result
	dead    []Letter
}

// An entry is a job in the queue.
type entry struct {
	job      Job
	attempts int       // deliveries so far
	due      time.Time // when it may be delivered
}

// NewMemory returns an empty queue, which delivers a job again when it has not been done after lease.
func NewMemory(lease time.Duration) *Memory {
	return &Memory{lease: lease, changed: make(chan struct{}), results: map[string]Result{}}
}

// change calls f with the lock, and tells those who wait.
func (m *Memory) change(f func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
	close(m.changed)
	m.changed = make(chan struct{})
	return nil
}

func (m *Memory) Submit(_ context.Context, job Job) error {
	return m.change(func() {
		_, done := m.results[job.ID]
		if !done && m.find(job.ID) < 0 {
			m.jobs = append(m.jobs, &entry{job: job})
		}
	})
}

// find returns the place of a job, or -1.
func (m *Memory) find(id string) int {
	return slices.IndexFunc(m.jobs, func(e *entry) bool { return e.job.ID == id })
}

// Take returns the first job that is due. To deliver it is to put off the time when it is due again.
func (m *Memory) Take(ctx context.Context) (Delivery, error) {
	for {
		m.mu.Lock()
		now, next := time.Now(), m.lease
		for _, e := range m.jobs {
			if wait := e.due.Sub(now); wait > 0 {
				next = min(next, wait)
				continue
			}
			e.due = now.Add(m.lease)
			e.attempts++
			d := &delivery{m, e.job, e.attempts}
			m.mu.Unlock()
			return d, nil
		}
		changed := m.changed
		m.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(next):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (m *Memory) Store(_ context.Context, id string, result Result) error {
	return m.change(func() {
		if _, ok := m.results[id]; !ok {
			m.results[id] = result
		}
	})
}

func (m *Memory) Await(ctx context.Context, id string) (Result, error) {
	for {
		m.mu.Lock()
		result, ok := m.results[id]
		changed := m.changed
		m.mu.Unlock()
		if ok {
			return result, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Result{}, ctx.Err()
		}
	}
}

func (m *Memory) Dead(context.Context) ([]Letter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.dead), nil
}

// A delivery is a job of a Memory in the hands of a worker.
type delivery struct {
	queue   *Memory
	job     Job
	attempt int
}

func (d *delivery) Job() Job     { return d.job }
func (d *delivery) Attempt() int { return d.attempt }

// with calls f with the place of the job in the queue, if it is there still.
func (d *delivery) with(f func(i int)) error {
	return d.queue.change(func() {
		if i := d.queue.find(d.job.ID); i >= 0 {
			f(i)
		}
	})
}

func (d *delivery) remove(i int) { d.queue.jobs = slices.Delete(d.queue.jobs, i, i+1) }

func (d *delivery) Done(context.Context) error { return d.with(d.remove) }

func (d *delivery) Retry(_ context.Context, after time.Duration) error {
	return d.with(func(i int) { d.queue.jobs[i].due = time.Now().Add(after) })
}

func (d *delivery) Bury(_ context.Context, reason string) error {
	return d.with(func(i int) {
		d.remove(i)
		d.queue.dead = append(d.queue.dead, Letter{d.job, reason})
	})
}
