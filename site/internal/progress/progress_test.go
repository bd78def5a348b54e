package progress

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/trace"
)

// work takes nearly a minute and says so each second.
func work(s *Step) error {
	for i := range 39 {
		s.Status("%d of 40", i)
		time.Sleep(1500 * time.Millisecond)
	}
	s.Note("nearly a minute")
	return nil
}

func TestInAFileAStepPrintsItsStateNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		if err := New(&out, nil).Step("slow", work); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if n := len(lines); n != 12 {
			t.Errorf("%d lines, want one every five seconds and the last:\n%s", n, out.String())
		}
		if got, want := lines[0], "5 s  slow: 3 of 40 …"; got != want {
			t.Errorf("first line %q, want %q", got, want)
		}
		if got, want := lines[len(lines)-1], "  58.5 s  slow: nearly a minute"; got != want {
			t.Errorf("last line %q, want %q", got, want)
		}
	})
}

func TestInAFileNoStateIsPrintedWhereLinesComeAnyway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		_ = New(&out, nil).Step("chatty", func(s *Step) error {
			for range 10 {
				time.Sleep(3 * time.Second)
				s.Print("a line")
			}
			return nil
		})
		if strings.Contains(out.String(), "…") {
			t.Errorf("printed\n%s", out.String())
		}
	})
}

func TestOnATerminalOneLineChangesAndIsGoneAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		d := New(&out, nil)
		d.live = true
		_ = d.Step("slow", func(s *Step) error {
			s.Status("%s", strings.Repeat("long ", 40))
			time.Sleep(2500 * time.Millisecond)
			s.Status("short")
			time.Sleep(500 * time.Millisecond)
			s.Print("stays\n")
			return nil
		})
		if n := strings.Count(out.String(), "\n"); n != 2 {
			t.Errorf("%d lines, want the printed one and the last:\n%q", n, out.String())
		}
		if got, want := screen(out.String()), "          stays\n   3.0 s  slow\n"; got != want {
			t.Errorf("the terminal shows %q, want %q", got, want)
		}
	})
}

func TestTheLineThatChangesFitsTheTerminal(t *testing.T) {
	for _, columns := range []int{0, 1, 2, 20, 40, 79, 200} {
		synctest.Test(t, func(t *testing.T) {
			var out strings.Builder
			d := New(&out, nil)
			d.live, d.wide = true, func() int { return columns }
			_ = d.Step("a step", func(s *Step) error {
				for _, status := range []string{strings.Repeat("long ", 40), strings.Repeat("詩", 70), strings.Repeat("u\u0308", 90)} {
					s.Status("%s", status)
					time.Sleep(2500 * time.Millisecond)
				}
				return nil
			})
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\r")
			for _, line := range lines[:len(lines)-1] { // the last one stays
				n := 0
				for _, r := range strings.TrimSuffix(line, clear) {
					n += cells(r)
				}
				if n > max(0, columns-1) {
					t.Errorf("of %d columns, %d are taken by %q", columns, n, line)
				}
			}
		})
	}
	if got, want := cut("aü詩詩", 5), "aü詩…"; got != want {
		t.Errorf("cut to 5 columns it is %q, want %q", got, want)
	}
	if got, want := cut("aü詩詩", 6), "aü詩詩"; got != want {
		t.Errorf("cut to 6 columns it is %q, want %q", got, want)
	}
}

func TestABriefDisplayShowsOnlyWhatLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		d := New(&out, nil)
		d.Brief = true
		_ = d.Step("quick", func(s *Step) error { s.Status("on my way"); return nil })
		_ = d.Step("slow", func(*Step) error { time.Sleep(2 * time.Second); return nil })
		if got, want := out.String(), "   2.0 s  slow\n"; got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	})
}

func TestAFailureIsReturnedAndEveryStepTraced(t *testing.T) {
	var out strings.Builder
	r := trace.New()
	broken := errors.New("broken")
	if err := New(&out, r).Step("step", func(*Step) error { return broken }); err != broken {
		t.Errorf("error %v", err)
	}
	if out.Len() > 0 {
		t.Errorf("printed %q of a step that failed", out.String())
	}
	if n := len(r.Trace()); n != 2 {
		t.Errorf("%d events traced, want run and end", n)
	}
}

// screen returns what a terminal shows after it was sent text.
func screen(text string) string {
	var shown, line []rune
	at := 0
	text = strings.ReplaceAll(text, clear, "\x1b")
	for _, c := range text {
		switch c {
		case '\r':
			at = 0
		case '\x1b':
			line = line[:at]
		case '\n':
			shown = append(append(shown, []rune(strings.TrimRight(string(line), " "))...), '\n')
			line, at = nil, 0
		default:
			line = append(line[:at:at], append([]rune{c}, line[min(at+1, len(line)):]...)...)
			at++
		}
	}
	return string(shown)
}
