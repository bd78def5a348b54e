// Command late is a question in chapter 22.
package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/chapters/22-the-end/work"
)

func main() {
	late()
}

func late() {
	ctx := context.Background()
	q := work.NewMemory(100 * time.Millisecond) // as long as a worker has for a job
	job := work.NewJob("lower", "Slack Water")
	read := make(chan bool)
	go func() {
		r, _ := q.Await(ctx, job.ID)
		fmt.Println("the reader has it from", r.Text)
		close(read)
	}()
	q.Submit(ctx, job)
	first, _ := q.Take(ctx) // by a worker that falls asleep
	fmt.Println("worker 1, attempt", first.Attempt())
	second, _ := q.Take(ctx)
	fmt.Println("worker 2, attempt", second.Attempt())
	q.Store(ctx, job.ID, work.Result{Text: "worker 2"})
	<-read
	second.Done(ctx)
	q.Store(ctx, job.ID, work.Result{Text: "worker 1"}) // it has woken up
	r, _ := q.Await(ctx, job.ID)
	fmt.Println("it stays that of", r.Text)
}
