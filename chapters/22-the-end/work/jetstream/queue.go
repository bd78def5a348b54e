//go:build !js

package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"slowpoetry/chapters/22-the-end/work"
)

// What our streams, their subjects and the bucket are called.
const (
	jobs    = "jobs"
	dead    = "dead"
	results = "results"
)

// remember is how long JetStream knows a job that was submitted, and refuses it a second time.
const remember = 2 * time.Minute

// keep is how long results are kept. After that the same work is a new job: it must be longer than
// remember.
const keep = time.Hour

// A Queue is a [work.Queue].
type Queue struct {
	conn    *nats.Conn
	js      jetstream.JetStream
	workers jetstream.Consumer
	dead    jetstream.Stream
	results jetstream.KeyValue
}

// Open connects to servers and makes the streams, unless they are there. There will be so many replicas of
// each. A job that is not done is delivered again after lease. Open blocks until the servers are
// ready, which for a cluster takes a while.
func Open(ctx context.Context, connect func() (*nats.Conn, error), replicas int, lease time.Duration) (*Queue, error) {
	conn, err := connect()
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(conn)
	if err != nil {
		conn.Close()
		return nil, err
	}
	q := &Queue{conn: conn, js: js}
	err = again(ctx, func(ctx context.Context) error {
		if q.find(ctx) == nil {
			return nil
		}
		return q.create(ctx, replicas, lease)
	})
	if err != nil {
		conn.Close()
		return nil, err
	}
	return q, nil
}

// find finds the streams that there are. What is missing is an error.
func (q *Queue) find(ctx context.Context) (err error) {
	if q.workers, err = q.js.Consumer(ctx, jobs, "workers"); err != nil {
		return err
	}
	if q.dead, err = q.js.Stream(ctx, dead); err != nil {
		return err
	}
	q.results, err = q.js.KeyValue(ctx, results)
	return err
}

// create makes the streams.
func (q *Queue) create(ctx context.Context, replicas int, lease time.Duration) error {
	//listing:create
	stream, err := q.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: jobs, Subjects: []string{jobs}, Retention: jetstream.WorkQueuePolicy,
		Replicas: replicas, Duplicates: remember,
	})
	if err != nil {
		return err
	}
	q.workers, err = stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: "workers", AckPolicy: jetstream.AckExplicitPolicy, AckWait: lease,
	})
	if err != nil {
		return err
	}
	//listing:end
	q.dead, err = q.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: dead, Subjects: []string{dead}, Replicas: replicas, Duplicates: remember,
	})
	if err != nil {
		return err
	}
	q.results, err = q.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: results, Replicas: replicas, TTL: keep})
	return err
}

// Close closes the connection.
func (q *Queue) Close() { q.conn.Close() }

func (q *Queue) Submit(ctx context.Context, job work.Job) error {
	if _, err := q.look(ctx, job.ID); err == nil {
		return nil
	}
	return q.publish(ctx, jobs, job.ID, job)
}

// publish adds a message to a stream. When that fails we do not know if the message is there. So we
// publish it again, with the same ID, and JetStream drops the second.
func (q *Queue) publish(ctx context.Context, subject, id string, message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return again(ctx, func(ctx context.Context) error {
		_, err := q.js.Publish(ctx, subject, text, jetstream.WithMsgID(id))
		return err
	})
}

func (q *Queue) Take(ctx context.Context) (work.Delivery, error) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		m, err := q.workers.Next(jetstream.FetchContext(short))
		cancel()
		switch {
		case err == nil:
			return newDelivery(q, m)
		case ctx.Err() == nil && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, jetstream.ErrNoMessages):
			return nil, err
		}
	}
	return nil, ctx.Err()
}

func (q *Queue) Store(ctx context.Context, id string, result work.Result) error {
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	err = again(ctx, func(ctx context.Context) error {
		_, err := q.results.Create(ctx, id, text)
		if errors.Is(err, jetstream.ErrKeyExists) {
			_, err = q.look(ctx, id) // a leader may have said so of what it then did not keep
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.conn.Publish(results+"."+id, nil) // which may get lost: see Await
}

//listing:await

// Await looks for a result, now, when it is told that there is one, and from time to time.
func (q *Queue) Await(ctx context.Context, id string) (work.Result, error) {
	stored := make(chan *nats.Msg, 1)
	sub, err := q.conn.ChanSubscribe(results+"."+id, stored)
	if err != nil {
		return work.Result{}, err
	}
	defer sub.Unsubscribe()
	for rest := 20 * time.Millisecond; ; rest = min(2*rest, time.Second) {
		if result, err := q.look(ctx, id); err == nil {
			return result, nil
		}
		select {
		case <-stored:
		case <-time.After(rest):
		case <-ctx.Done():
			return work.Result{}, ctx.Err()
		}
	}
}

//listing:end

// look returns a result that is stored. It does not wait long: the answer may be lost with a leader.
func (q *Queue) look(ctx context.Context, id string) (result work.Result, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	entry, err := q.results.Get(ctx, id)
	if err == nil {
		err = json.Unmarshal(entry.Value(), &result)
	}
	return result, err
}

func (q *Queue) Dead(ctx context.Context) (letters []work.Letter, err error) {
	err = again(ctx, func(ctx context.Context) error {
		letters, err = q.letters(ctx)
		return err
	})
	return letters, err
}

// letters reads the stream of dead letters from its beginning.
func (q *Queue) letters(ctx context.Context) ([]work.Letter, error) {
	info, err := q.dead.Info(ctx)
	if err != nil {
		return nil, err
	}
	var letters []work.Letter
	for seq := info.State.FirstSeq; seq <= info.State.LastSeq && seq > 0; seq++ {
		m, err := q.dead.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var l work.Letter
		if err := json.Unmarshal(m.Data, &l); err != nil {
			return nil, err
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// again calls f until it succeeds, with rests, or ctx is done: then it returns f's last error. Each call
// has two seconds: the servers may be about to elect another leader, and then do not answer at all.
func again(ctx context.Context, f func(context.Context) error) error {
	for attempt := 1; ; attempt++ {
		short, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := f(short)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(min(work.Backoff(attempt)/4, time.Second)):
		case <-ctx.Done():
			return err
		}
	}
}
