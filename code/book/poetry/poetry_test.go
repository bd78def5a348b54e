package poetry_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func TestThePoemsOfTheBook(t *testing.T) {
	names := poetry.Names()
	if want := []string{"kettle", "linesman", "nightshift", "splitflap", "tide"}; !slices.Equal(names, want) {
		t.Errorf("the book has %v, want %v", names, want)
	}
	foreign := 0
	for _, name := range names {
		poem, err := poetry.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(poem.Text), "\n")
		if lines < 10 || lines > 40 || !strings.HasSuffix(string(poem.Text), "\n") || !utf8.Valid(poem.Text) {
			t.Errorf("%s has %d lines, ends %q", name, lines, poem.Text[len(poem.Text)-5:])
		}
		if poem.Title() == "" || strings.Contains(poem.Title(), "\n") {
			t.Errorf("%s has the title %q", name, poem.Title())
		}
		if utf8.RuneCount(poem.Text) < len(poem.Text) {
			foreign++
		}
	}
	if foreign == 0 {
		t.Error("no poem has a character outside ASCII, and chapter 2 needs one")
	}
}

func TestFindReadsTheReadersOwn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.txt")
	if err := os.WriteFile(file, []byte("Mine\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	poem, err := poetry.Find(file)
	if err != nil || string(poem.Text) != "Mine\n" || poem.Name != file {
		t.Errorf("got %+v, %v", poem, err)
	}
}

func TestFindSaysWhatIsWrong(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"ozymandias": `no poem and no file is called "ozymandias": the book has kettle, linesman,`,
		"":           `no poem and no file is called ""`,
		"../kettle":  "no poem and no file",
		empty:        "is empty",
	} {
		if _, err := poetry.Find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", name, err, want)
		}
	}
}

func TestPiecesMakeTheText(t *testing.T) {
	text := []byte("é, a poem")
	for size := 1; size <= len(text)+1; size++ {
		var joined []byte
		for piece := range poetry.Pieces(text, size) {
			if len(piece) > size || len(piece) == 0 {
				t.Errorf("size %d: a piece of %d bytes", size, len(piece))
			}
			joined = append(joined, piece...)
		}
		if !bytes.Equal(joined, text) {
			t.Errorf("size %d: together %q", size, joined)
		}
	}
}

// clocked notes when each piece was written.
type clocked struct {
	start time.Time
	times []time.Duration
	text  bytes.Buffer
	slow  time.Duration // what a write takes
}

func (c *clocked) Write(p []byte) (int, error) {
	c.times = append(c.times, time.Since(c.start))
	time.Sleep(c.slow)
	return c.text.Write(p)
}

func TestReciteKeepsItsSchedule(t *testing.T) {
	for _, slow := range []time.Duration{0, 300 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			w := &clocked{start: time.Now(), slow: slow}
			poem := poetry.Poem{Text: []byte("abcdefg")}
			if err := poetry.Recite(t.Context(), w, poem, 2, time.Second); err != nil {
				t.Fatal(err)
			}
			want := []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}
			if !slices.Equal(w.times, want) || w.text.String() != "abcdefg" {
				t.Errorf("a write takes %v: wrote %q at %v, want %v", slow, &w.text, w.times, want)
			}
		})
	}
}

func TestReciteStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		w := &clocked{start: time.Now()}
		err := poetry.Recite(ctx, w, poetry.Poem{Text: []byte("abcdefg")}, 2, time.Second)
		if !errors.Is(err, context.DeadlineExceeded) || w.text.String() != "abcd" {
			t.Errorf("error %v after %q", err, &w.text)
		}
		if took := time.Since(w.start); took != 1500*time.Millisecond {
			t.Errorf("stopped after %v", took)
		}
	})
	r, w := io.Pipe()
	r.Close()
	if err := poetry.Recite(t.Context(), w, poetry.Poem{Text: []byte("a")}, 1, 0); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a writer that fails: error %v", err)
	}
}

func TestOptionsFromFlags(t *testing.T) {
	parse := func(args ...string) (poetry.Options, error) {
		o := poetry.Options{Host: "127.0.0.1", Delay: time.Second, Bytes: 10}
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		o.Register(flags)
		return o, flags.Parse(args)
	}
	o, err := parse("-port", "10001", "-delay", "50ms", "-bytes", "3", "-poem", "tide")
	if err != nil || o.Address() != "127.0.0.1:10001" || o.Delay != 50*time.Millisecond || o.Bytes != 3 || o.Poem.Name != "tide" {
		t.Errorf("got %+v, %v", o, err)
	}
	if o, err := parse(); err != nil || o.Address() != "127.0.0.1:0" || o.Bytes != 10 {
		t.Errorf("defaults: got %+v, %v", o, err)
	}
	for _, args := range [][]string{
		{"-port", "65536"}, {"-port", "-1"}, {"-port", "http"},
		{"-delay", "5"}, {"-delay", "-1s"}, {"-bytes", "0"}, {"-bytes", "ten"}, {"-poem", "ozymandias"},
	} {
		if o, err := parse(args...); err == nil {
			t.Errorf("%v: accepted, as %+v", args, o)
		}
	}
}

func TestAddresses(t *testing.T) {
	got, err := poetry.Addresses([]string{"10001", "localhost:10002", "[::1]:10003"})
	if want := []string{"127.0.0.1:10001", "localhost:10002", "[::1]:10003"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for _, args := range [][]string{nil, {"0"}, {"65536"}, {"poetry"}, {"host:"}, {"a:b:1"}, {""}, {"10001", "x"}} {
		var usage program.UsageError
		if got, err := poetry.Addresses(args); !errors.As(err, &usage) {
			t.Errorf("%q: got %q, error %v, want a usage error", args, got, err)
		}
	}
}
