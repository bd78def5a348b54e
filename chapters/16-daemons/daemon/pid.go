package daemon

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A pidfile holds the number of the process, for those who want to send it a signal.
type pidfile struct{ path string }

func (pidfile) Name() string     { return "pid" }
func (p pidfile) String() string { return p.path }

// Start writes the file, unless it belongs to a process that runs.
func (p pidfile) Start() *deferred.Deferred[service.Done] {
	if text, err := os.ReadFile(p.path); err == nil {
		if other, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && other != os.Getpid() && runs(other) {
			return service.Ended(fmt.Errorf("%s belongs to process %d, which runs", p.path, other))
		}
	}
	err := os.WriteFile(p.path, fmt.Appendln(nil, os.Getpid()), 0o644)
	return service.Ended(err)
}

func (p pidfile) Stop() *deferred.Deferred[service.Done] {
	err := os.Remove(p.path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		err = nil // it is gone, or we have become a user who may not remove it
	}
	return service.Ended(err)
}
