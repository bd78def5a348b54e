package daemon

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A pidfile holds the number of the process, for scripts that send it signals.
type pidfile struct{ path string }

func (pidfile) Name() string     { return "pid" }
func (p pidfile) String() string { return p.path }

// Start writes the file, unless it belongs to a process that runs.
func (p pidfile) Start() *deferred.Deferred[service.Done] {
	if other := p.owner(); other != os.Getpid() && runs(other) {
		return service.Ended(fmt.Errorf("%s belongs to process %d, which runs", p.path, other))
	}
	err := os.WriteFile(p.path, fmt.Appendln(nil, os.Getpid()), 0o644)
	if info, _ := os.Lstat(p.path); err != nil && info != nil && info.Mode().IsRegular() {
		os.Remove(p.path) // a full disk has left it empty
	}
	return service.Ended(err)
}

// owner returns the number in the file, or our own. It reads no more than a number has: the file may
// be anything.
func (p pidfile) owner() int {
	f, err := os.Open(p.path)
	if err != nil {
		return os.Getpid()
	}
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, 20))
	if other, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && other > 0 {
		return other
	}
	return os.Getpid()
}

func (p pidfile) Stop() *deferred.Deferred[service.Done] {
	err := os.Remove(p.path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		err = nil // it is gone, or we have become a user who may not remove it
	}
	return service.Ended(err)
}
