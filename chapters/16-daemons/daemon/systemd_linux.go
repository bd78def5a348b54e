package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	sdnotify "github.com/coreos/go-systemd/v22/daemon"
	"github.com/coreos/go-systemd/v22/journal"
	"golang.org/x/sys/unix"
)

// notify tells systemd something, if it is systemd that has started us.
func notify(state string) error {
	_, err := sdnotify.SdNotify(false, state)
	return err
}

// watchdog returns how often systemd wants to hear from us, or 0.
func watchdog() (time.Duration, error) { return sdnotify.SdWatchdogEnabled(false) }

// reloading is what systemd wants to hear when a reload begins.
func reloading() string {
	var now unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &now)
	return fmt.Sprintf("%s\nMONOTONIC_USEC=%d", sdnotify.SdNotifyReloading, now.Nano()/1000)
}

// A toJournal is a handler that sends records to the journal, with attributes as fields.
type toJournal struct {
	level  slog.Leveler
	fields map[string]string
}

func journalHandler(level slog.Leveler) (slog.Handler, error) {
	if !journal.Enabled() {
		return nil, errors.New("there is no journal on this machine")
	}
	return toJournal{level, map[string]string{}}, nil
}

func (j toJournal) Enabled(_ context.Context, l slog.Level) bool { return l >= j.level.Level() }

func (j toJournal) Handle(_ context.Context, r slog.Record) error {
	return journal.Send(j.entry(r))
}

// entry is r as the journal takes it. The message has the attributes, too, in the order of their names:
// it is all that journalctl shows unless it is asked for more.
func (j toJournal) entry(r slog.Record) (message string, priority journal.Priority, fields map[string]string) {
	priority = journal.PriDebug
	switch {
	case r.Level >= slog.LevelError:
		priority = journal.PriErr
	case r.Level >= slog.LevelWarn:
		priority = journal.PriWarning
	case r.Level >= slog.LevelInfo:
		priority = journal.PriInfo
	}
	var attrs []slog.Attr
	r.Attrs(func(a slog.Attr) bool { attrs = append(attrs, a); return true })
	fields = j.WithAttrs(attrs).(toJournal).fields
	message = r.Message
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		message += " " + strings.ToLower(name) + "=" + fields[name]
	}
	return message, priority, fields
}

func (j toJournal) WithAttrs(attrs []slog.Attr) slog.Handler {
	fields := maps.Clone(j.fields)
	for _, a := range attrs {
		fields[fieldName(a.Key)] = a.Value.String()
	}
	return toJournal{j.level, fields}
}

// fieldName is key as the journal takes it: of capital letters, digits and underscores.
func fieldName(key string) string {
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(key)), "_0123456789")
}

func (j toJournal) WithGroup(string) slog.Handler { return j }
