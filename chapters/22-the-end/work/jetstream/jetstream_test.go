//go:build !js

package jetstream_test

import (
	"testing"
	"time"

	"slowpoetry/chapters/22-the-end/work/jetstream"
	"slowpoetry/chapters/22-the-end/work/worktest"
)

// open opens a queue kept by so many servers in this process.
func open(t *testing.T, n int, lease time.Duration) (*jetstream.Nodes, *jetstream.Queue) {
	t.Helper()
	nodes, err := jetstream.Start(t.TempDir(), n)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nodes.Close)
	q, err := jetstream.Open(t.Context(), nodes.Connect, n, lease)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	return nodes, q
}

func TestJetStreamKeepsThePromises(t *testing.T) {
	t.Parallel()
	const lease = 400 * time.Millisecond
	_, q := open(t, 1, lease)
	worktest.Promises(t, q, lease)
}

func TestWorkersOverJetStream(t *testing.T) {
	t.Parallel()
	_, q := open(t, 1, 2*time.Second)
	worktest.Works(t, q, 2*time.Second)
}
