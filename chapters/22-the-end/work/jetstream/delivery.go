//go:build !js

package jetstream

import (
	"context"
	"encoding/json"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"slowpoetry/chapters/22-the-end/work"
)

// A delivery is a message in the hands of a worker.
type delivery struct {
	queue   *Queue
	message jetstream.Msg
	job     work.Job
	attempt int
}

func newDelivery(q *Queue, m jetstream.Msg) (*delivery, error) {
	d := &delivery{queue: q, message: m}
	about, err := m.Metadata()
	if err != nil {
		return nil, err
	}
	d.attempt = int(about.NumDelivered)
	if err := json.Unmarshal(m.Data(), &d.job); err != nil {
		m.TermWithReason("this is no job") // or it would come for ever
		return nil, err
	}
	return d, nil
}

func (d *delivery) Job() work.Job { return d.job }
func (d *delivery) Attempt() int  { return d.attempt }

// Done waits until the server has heard it.
func (d *delivery) Done(ctx context.Context) error { return d.message.DoubleAck(ctx) }

func (d *delivery) Retry(_ context.Context, after time.Duration) error {
	return d.message.NakWithDelay(after)
}

// Bury publishes the letter first: of a job that is in both places we lose nothing.
func (d *delivery) Bury(ctx context.Context, reason string) error {
	if err := d.queue.publish(ctx, dead, d.job.ID, work.Letter{Job: d.job, Reason: reason}); err != nil {
		return err
	}
	return d.message.TermWithReason(reason)
}
