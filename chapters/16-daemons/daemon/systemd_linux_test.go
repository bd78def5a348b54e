package daemon

import (
	"log/slog"
	"maps"
	"testing"
	"time"

	"github.com/coreos/go-systemd/v22/journal"
)

func TestTheJournalGetsLevelAndAttributes(t *testing.T) {
	r := slog.NewRecord(time.Time{}, slog.LevelWarn, "a listener leaves", 0)
	r.Add("from", "127.0.0.1:5", "after-bytes", 12)
	j := toJournal{slog.LevelInfo, map[string]string{}}.WithAttrs([]slog.Attr{slog.String("service", "tide")}).(toJournal)
	for range 10 { // the order does not change
		message, priority, fields := j.entry(r)
		if message != "a listener leaves after_bytes=12 from=127.0.0.1:5 service=tide" || priority != journal.PriWarning {
			t.Errorf("%q, %d", message, priority)
		}
		if want := map[string]string{"SERVICE": "tide", "FROM": "127.0.0.1:5", "AFTER_BYTES": "12"}; !maps.Equal(fields, want) {
			t.Errorf("fields %q, want %q", fields, want)
		}
	}
}
