package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"

	"slowpoetry/code/deferred"
	"slowpoetry/code/service"
)

// A logbook is a slog.Handler whose destination can be changed while it is in use. Until the log
// service has started, that is standard error.
type logbook struct {
	level *slog.LevelVar
	now   *atomic.Pointer[slog.Handler]
	with  func(slog.Handler) slog.Handler // what loggers have added: attributes, groups
}

func newLogbook(stderr io.Writer) *logbook {
	b := &logbook{new(slog.LevelVar), new(atomic.Pointer[slog.Handler]), func(h slog.Handler) slog.Handler { return h }}
	b.writeTo(b.plain(stderr, false))
	return b
}

func (b *logbook) writeTo(h slog.Handler) (before slog.Handler) {
	if old := b.now.Swap(&h); old != nil {
		before = *old
	}
	return before
}

// plain is a handler that writes text. Where each line is dated anyway, as it is in the journal, and
// in a terminal, the time is left out.
func (b *logbook) plain(w io.Writer, dated bool) slog.Handler {
	return slog.NewTextHandler(w, &slog.HandlerOptions{Level: b.level, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 && !dated {
			return slog.Attr{}
		}
		return a
	}})
}

func (b *logbook) Enabled(_ context.Context, l slog.Level) bool { return l >= b.level.Level() }

func (b *logbook) Handle(ctx context.Context, r slog.Record) error {
	return b.with(*b.now.Load()).Handle(ctx, r)
}

func (b *logbook) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &logbook{b.level, b.now, func(h slog.Handler) slog.Handler { return b.with(h).WithAttrs(attrs) }}
}

func (b *logbook) WithGroup(name string) slog.Handler {
	return &logbook{b.level, b.now, func(h slog.Handler) slog.Handler { return b.with(h).WithGroup(name) }}
}

// A logService opens what the log is written to, and closes it.
type logService struct {
	*logbook
	to         string
	size, keep int
	stderr     io.Writer
	before     slog.Handler
	file       *lumberjack.Logger
}

func (*logService) Name() string     { return "log" }
func (l *logService) String() string { return l.to }

// Start opens the log. A file has to take a line now: it is too late to say so when there is
// something to report.
func (l *logService) Start() *deferred.Deferred[service.Done] {
	switch l.to {
	case "stderr":
		return service.Ended(nil)
	case "journal":
		h, err := journalHandler(l.level)
		if err == nil {
			l.before = l.writeTo(h)
		}
		return service.Ended(err)
	}
	if _, err := os.Stat(filepath.Dir(l.to)); err != nil {
		return service.Ended(err)
	}
	l.file = &lumberjack.Logger{Filename: l.to, MaxSize: l.size, MaxBackups: l.keep, LocalTime: true}
	h := l.plain(&careful{file: l.file, name: l.to, stderr: l.stderr}, true)
	if err := slog.New(l.plain(l.file, true)).Handler().Handle(context.Background(), opening()); err != nil {
		return service.Ended(errors.Join(err, l.file.Close()))
	}
	l.before = l.writeTo(h)
	return service.Ended(nil)
}

func (l *logService) Stop() *deferred.Deferred[service.Done] {
	if l.before != nil {
		l.writeTo(l.before)
	}
	if l.file != nil {
		return service.Ended(l.file.Close())
	}
	return service.Ended(nil)
}

// A careful writer writes to a file and, when the file takes no more, to standard error, where it
// says so once.
type careful struct {
	file   io.Writer
	name   string
	stderr io.Writer
	mu     sync.Mutex
	failed bool
}

func (c *careful) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, err := c.file.Write(p)
	if err == nil {
		c.failed = false
		return n, nil
	}
	if !c.failed {
		c.failed = true
		fmt.Fprintf(c.stderr, "the log goes to stderr: %v\n", err)
	}
	return c.stderr.Write(p)
}

// opening is the first record of a log file.
func opening() slog.Record {
	return slog.NewRecord(time.Now(), slog.LevelInfo, "the log begins", 0)
}
