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

	w := watch.Begin(root)
	defer w.Close()
	early := write("early.go") // before anybody follows
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reports := make(chan []string, 100)
	ended := make(chan error, 1)
	go func() {
		ended <- w.Follow(ctx, func(changed []string) { reports <- changed })
	}()
	await(t, reports, early)

	await(t, reports, write("01/main.go"))
	deep := write("02/exercises/1-new/exercise.go") // three folders that were not there
	await(t, reports, deep)
	await(t, reports, write("02/exercises/1-new/exercise_test.go"))
	if err := os.Remove(deep); err != nil {
		t.Fatal(err)
	}
	await(t, reports, deep)

	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// await waits for a report that names a path.
func await(t *testing.T, reports <-chan []string, path string) {
	t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case changed := <-reports:
			if slices.Contains(changed, path) {
				return
			}
		case <-late:
			t.Fatalf("no report of %s", path)
		}
	}
}
