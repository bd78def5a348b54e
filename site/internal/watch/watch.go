// Package watch reports which files in some folders change, folders within them included.
//
//	w := watch.Begin("chapters", "code")
//	defer w.Close()
//	text := read()                                          // what changes from now on is not lost
//	err := w.Follow(ctx, func(changed []string) { … })
//
// The one rule: one report per pause. An editor that saves writes, renames and deletes several
// times in a few milliseconds; the report comes when it has been quiet for a moment, and names
// each file once.
package watch

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quiet is the pause that ends a burst of changes.
const quiet = 60 * time.Millisecond

// A Watch knows what has changed since it began.
type Watch struct {
	folders []string
	watcher *fsnotify.Watcher
	err     error
}

// Begin begins to watch folders. What changes after it has returned is reported by [Watch.Follow], which also says
// what has gone wrong here.
func Begin(folders ...string) *Watch {
	watcher, err := fsnotify.NewBufferedWatcher(256)
	for _, folder := range folders {
		if err == nil {
			err = add(watcher, folder)
		}
	}
	return &Watch{folders, watcher, err}
}

// Close ends the watch. It may be called again.
func (w *Watch) Close() error {
	if w.watcher == nil {
		return nil
	}
	return w.watcher.Close()
}

// Follow calls changed, from the goroutine it was called on, with the sorted paths of the files
// that were written, made, renamed or deleted since the last call, until ctx is done; then it
// returns nil. Changes made while changed runs are reported afterwards.
func (w *Watch) Follow(ctx context.Context, changed func(paths []string)) error {
	if w.err != nil {
		return w.err
	}
	watcher := w.watcher
	seen := map[string]bool{}
	// all watches a folder of which some events may have been missed, and counts its files as
	// changed. In this order: a file that comes in between is told of by an event.
	all := func(folder string) {
		_ = add(watcher, folder) // it may be gone again: no matter
		for _, file := range files(folder) {
			seen[file] = true
		}
	}
	pause := time.NewTimer(quiet)
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, open := <-watcher.Events:
			if !open {
				return nil
			}
			if event.Op == fsnotify.Chmod {
				continue
			}
			if info, err := os.Lstat(event.Name); err == nil && info.IsDir() {
				all(event.Name) // new, and there may already be files in it
			} else {
				seen[event.Name] = true
			}
			pause.Reset(quiet)
		case err := <-watcher.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return err
			}
			for _, folder := range w.folders {
				all(folder)
			}
			pause.Reset(quiet)
		case <-pause.C:
			if len(seen) > 0 {
				changed(slices.Sorted(maps.Keys(seen)))
				clear(seen)
			}
		}
	}
}

// add watches folder and the folders in it, hidden ones excepted.
func add(watcher *fsnotify.Watcher, folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if path != folder && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return watcher.Add(path)
	})
}

// files lists the files in folder and below.
func files(folder string) (paths []string) {
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return nil
	})
	return paths
}
