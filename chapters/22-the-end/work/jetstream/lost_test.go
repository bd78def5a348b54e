//go:build !js

package jetstream

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"slowpoetry/chapters/22-the-end/work"
)

// A forgetful store does not answer the first question, and says of the first value that it has it already.
type forgetful struct {
	jetstream.KeyValue
	gets, creates int
}

func (f *forgetful) Get(ctx context.Context, key string) (jetstream.KeyValueEntry, error) {
	if f.gets++; f.gets == 1 {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return f.KeyValue.Get(ctx, key)
}

func (f *forgetful) Create(ctx context.Context, key string, value []byte, opts ...jetstream.KVCreateOpt) (uint64, error) {
	if f.creates++; f.creates == 1 {
		return 0, jetstream.ErrKeyExists
	}
	return f.KeyValue.Create(ctx, key, value, opts...)
}

// Answers that get lost, and a leader that promises what it does not keep, cost a second, and no result.
func TestNothingIsLostWithALeader(t *testing.T) {
	t.Parallel()
	nodes, err := Start(t.TempDir(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer nodes.Close()
	q, err := Open(t.Context(), nodes.Connect, 1, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	store := &forgetful{KeyValue: q.results, gets: 1}
	q.results = store
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	job := work.NewJob("lower", "x")
	if err := q.Store(ctx, job.ID, work.Result{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	store.gets = 0
	if r, err := q.Await(ctx, job.ID); err != nil || r.Text != "x" {
		t.Errorf("%+v, %v", r, err)
	}
	store.gets = 0
	if err := q.Submit(ctx, job); err != nil {
		t.Errorf("%v", err)
	}
}
