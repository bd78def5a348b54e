package watch_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"slowpoetry/site/internal/watch"
)

func TestEveryChangeIsReported(t *testing.T) {
	root := t.TempDir()
	write := func(name string) string {
		t.Helper()
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(time.Now().String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("01/main.go")

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reports := make(chan []string, 100)
	ended := make(chan error, 1)
	go func() {
		ended <- watch.Folders(ctx, []string{root}, func(changed []string) { reports <- changed })
	}()
	// The watcher says nothing when it has begun: touch a file until it reports that one.
	await(t, reports, func() string { return write("begin.go") })

	await(t, reports, func() string { return write("01/main.go") })
	deep := write("02/exercises/1-new/exercise.go") // three folders that were not there
	await(t, reports, func() string { return deep })
	await(t, reports, func() string { return write("02/exercises/1-new/exercise_test.go") })
	await(t, reports, func() string {
		if err := os.Remove(deep); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return deep
	})

	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// await calls change, and again if nothing happens, until a report names the path it returns.
func await(t *testing.T, reports <-chan []string, change func() string) {
	t.Helper()
	path := change()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		select {
		case changed := <-reports:
			if slices.Contains(changed, path) {
				return
			}
		case <-again.C:
			change()
		case <-t.Context().Done():
			t.Fatalf("no report of %s", path)
		}
	}
}
