//go:build !linux

package daemon

import (
	"fmt"
	"log/slog"
	"runtime"
	"time"
)

// There is no systemd here.

func notify(state string) error { return nil }

func watchdog() (time.Duration, error) { return 0, nil }

func reloading() string { return "" }

func journalHandler(level slog.Leveler) (slog.Handler, error) {
	return nil, fmt.Errorf("there is no journal on %s", runtime.GOOS)
}
