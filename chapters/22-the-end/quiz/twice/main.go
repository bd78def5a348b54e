// Command twice stores two results for one job.
package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/chapters/22-the-end/work"
)

func main() { twice() }

func twice() {
	ctx := context.Background()
	q := work.NewMemory(time.Minute)
	job := work.NewJob("lower", "Slack Water")
	q.Submit(ctx, job)
	q.Submit(ctx, work.NewJob("lower", "Slack Water"))
	d, _ := q.Take(ctx)
	q.Store(ctx, job.ID, work.Result{Text: "first"})
	q.Store(ctx, job.ID, work.Result{Text: "second"})
	d.Done(ctx)
	r, _ := q.Await(ctx, job.ID)
	fmt.Println(d.Attempt(), r.Text)
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err := q.Take(short)
	fmt.Println(err)
}
