package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// An anthology is a book of many poems, which is printed while its workers die.
type anthology struct {
	queue   work.Queue
	nodes   leaders // or nil
	pages   int
	workers int
	lease   time.Duration
	deadly  float64       // how likely it is for a worker to die at each step
	patient time.Duration // how long to wait for a page; it is lost after that
	out     io.Writer     // gets the pages
	say     func(format string, args ...any)

	mu      sync.Mutex
	random  *rand.Rand
	died    map[string]int // workers, by the step at which they did
	changed map[string]int // how often each job was
	victim  int            // the server that was stopped
}

// leaders are servers of which one leads.
type leaders interface {
	Leader() int
	Name(int) string
	Stop(int)
	Restart(int) error
}

// print has all pages changed, and prints each when its result is there. It returns the numbers of the
// pages that it has given up.
func (a *anthology) print(ctx context.Context) (lost []int, err error) {
	ctx, stop := context.WithCancel(ctx)
	var staff sync.WaitGroup
	defer staff.Wait()
	defer stop()
	for range a.workers {
		staff.Go(func() { a.employ(ctx) })
	}
	var printing sync.Mutex
	editors, all := errgroup.WithContext(ctx)
	editors.SetLimit(2 * a.workers)
	for page := range a.pages {
		a.between(page)
		editors.Go(func() error {
			wait, cancel := context.WithTimeout(all, a.patient)
			defer cancel()
			text, err := (&work.Client{Queue: a.queue}).Change(wait, "lower", a.text(page))
			printing.Lock()
			defer printing.Unlock()
			switch {
			case err == nil:
				_, err = fmt.Fprintf(a.out, "%s\f", text)
			case errors.Is(err, context.DeadlineExceeded) && all.Err() == nil:
				lost, err = append(lost, page), nil
			}
			return err
		})
	}
	return lost, editors.Wait()
}

// text returns a page: its number, and one of the poems of the book.
func (a *anthology) text(page int) string {
	names := poetry.Names()
	p, _ := poetry.Find(names[page%len(names)])
	return fmt.Sprintf("Page %d\n\n%s", page+1, p.Text)
}

// employ runs a worker. When it dies, at whatever step, there is another soon.
func (a *anthology) employ(ctx context.Context) {
	for ctx.Err() == nil {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w := &work.Worker{Queue: a.queue, Changer: poem.Here{}, Limit: a.lease / 2, Attempts: 50, Log: slog.New(slog.DiscardHandler), At: a.perhapsDie}
			w.Run(ctx)
		}()
		<-ended
	}
}

// perhapsDie ends the goroutine of a worker as suddenly as a power cut, every now and then. Nothing
// that the worker would have done afterwards is done.
func (a *anthology) perhapsDie(step string, d work.Delivery) {
	a.mu.Lock()
	dies := a.random.Float64() < a.deadly
	if dies {
		a.died[step]++
	}
	if step == "changed" {
		a.changed[d.Job().ID]++
	}
	a.mu.Unlock()
	if dies {
		runtime.Goexit()
	}
}

// between stops the leader when a third of the pages have been asked for, and starts it again after
// another third.
func (a *anthology) between(page int) {
	if a.nodes == nil {
		return
	}
	switch page {
	case a.pages / 3:
		a.victim = a.nodes.Leader()
		if a.victim >= 0 {
			a.say("page %d: %s, which leads, is stopped", page, a.nodes.Name(a.victim))
			a.nodes.Stop(a.victim)
		}
	case 2 * a.pages / 3:
		if a.victim >= 0 {
			a.say("page %d: %s leads; %s is started again", page, nameOf(a.nodes), a.nodes.Name(a.victim))
			if err := a.nodes.Restart(a.victim); err != nil {
				a.say("%v", err)
			}
		}
	}
}

func nameOf(n leaders) string {
	if i := n.Leader(); i >= 0 {
		return n.Name(i)
	}
	return "no node"
}

// A count is what became of an anthology.
type count struct{ printed, lost, twice int }

// countPages looks through what was printed, with no help from those who have printed it.
func countPages(printed string, pages int) (c count) {
	times := make([]int, pages+1)
	for page := range strings.SplitSeq(strings.TrimSuffix(printed, "\f"), "\f") {
		var n int
		if _, err := fmt.Sscanf(page, "page %d\n", &n); err == nil && n >= 1 && n <= pages {
			times[n]++
			c.printed++
		}
	}
	for _, n := range times[1:] {
		switch {
		case n == 0:
			c.lost++
		case n > 1:
			c.twice++
		}
	}
	return c
}

//listing:hasty

// A hasty queue takes a job off before it is done. It is broken on purpose.
type hasty struct{ work.Queue }

func (q hasty) Take(ctx context.Context) (work.Delivery, error) {
	d, err := q.Queue.Take(ctx)
	if err == nil {
		err = d.Done(ctx)
	}
	return done{d}, err
}

// done is a delivery that is done already.
type done struct{ work.Delivery }

func (done) Done(context.Context) error { return nil }

//listing:end

// chaos prints an anthology, and counts what is in it.
func chaos(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	a := &anthology{lease: 2 * time.Second, random: rand.New(rand.NewPCG(1, 2)), died: map[string]int{}, changed: map[string]int{}}
	flags.IntVar(&a.pages, "pages", 1000, "print `n` poems")
	flags.IntVar(&a.workers, "workers", 8, "have `n` workers")
	flags.Float64Var(&a.deadly, "deadly", 0.05, "let a worker die at each step with this `probability`")
	flags.DurationVar(&a.patient, "patient", time.Minute, "give a page up after this `duration`")
	broken := flags.Bool("hasty", false, "take jobs off the queue before they are done")
	keeping := keepFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	q, err := keeping.open(ctx, a.lease)
	if err != nil {
		return err
	}
	defer q.close()
	a.queue = q
	if *broken {
		a.queue = hasty{q}
	}
	a.say = func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }
	if *keeping.nodes > 1 {
		a.nodes = q.nodes
	}
	a.say("%d poems, %d workers, and a queue kept by %s", a.pages, a.workers, q.about)
	var printed strings.Builder
	a.out = &printed
	if _, err := a.print(ctx); err != nil {
		return err
	}
	return a.report(countPages(printed.String(), a.pages))
}

// report says what became of the anthology. It is an error if that is not well.
func (a *anthology) report(c count) error {
	again, died := 0, 0
	for _, n := range a.changed {
		if n > 1 {
			again++
		}
	}
	var steps []string
	for _, step := range []string{"taken", "changed", "stored"} {
		died += a.died[step]
		steps = append(steps, fmt.Sprintf("%d when it had %s", a.died[step], map[string]string{
			"taken": "taken a job", "changed": "changed a poem", "stored": "stored the result"}[step]))
	}
	a.say("workers that died: %d, %s", died, strings.Join(steps, ", "))
	a.say("poems that were changed more than once: %d", again)
	a.say("pages printed: %d, lost: %d, printed twice: %d", c.printed, c.lost, c.twice)
	if c.lost > 0 || c.twice > 0 {
		return errors.New("the anthology is not what was ordered")
	}
	return nil
}
