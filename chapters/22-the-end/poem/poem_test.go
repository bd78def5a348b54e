package poem

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
)

// slow is a Changer that takes its time, or as long as it may.
type slow struct{ time.Duration }

func (slow) Changes() []string { return []string{"echo"} }

func (s slow) Change(ctx context.Context, _, text string) (string, error) {
	select {
	case <-time.After(s.Duration):
		return text, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func TestAPoemIsFoundByNameAndChanged(t *testing.T) {
	s := New(Here{}, 1)
	for _, test := range []struct {
		poem, change string
		kind         Kind
		problem      string
	}{
		{"tide", "", "", ""},
		{"tide", "lower", "", ""},
		{"ozymandias", "", Unknown, `no poem is called "ozymandias": there are kettle, linesman, nightshift, splitflap, tide`},
		{"poem.go", "", Unknown, `no poem is called "poem.go": there are kettle, linesman, nightshift, splitflap, tide`},
		{"tide", "upper", Unknown, `no change is called "upper": there are acrostic, drawl, lower`},
		{"splitflap", "drawl", Refused, `how does one drawl 'ö'?`},
		{"tide", "acrostic", Broken, "something is broken here"},
	} {
		p, err := s.Get(t.Context(), Request{test.poem, test.change})
		switch {
		case test.kind == "":
			if err != nil || p.Name != "tide" || p.Title != "Slack Water" || !strings.HasPrefix(strings.ToLower(p.Text), "slack water\n\n") {
				t.Errorf("%s %s: %+v, %v", test.poem, test.change, p, err)
			}
		case err == nil || As(err).Kind != test.kind || As(err).Problem != test.problem:
			t.Errorf("%s %s: %+v", test.poem, test.change, err)
		}
	}
}

func TestMoreThanMostAreRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(slow{time.Second}, 2)
		for range 2 {
			go s.Get(t.Context(), Request{"tide", "echo"})
		}
		synctest.Wait()
		if _, err := s.Get(t.Context(), Request{Poem: "tide"}); As(err).Kind != Busy {
			t.Errorf("a third: %v", err)
		}
		time.Sleep(2 * time.Second)
		if _, err := s.Get(t.Context(), Request{Poem: "tide"}); err != nil {
			t.Errorf("when they have left: %v", err)
		}
	})
}

func TestADeadlineAndAClientThatLeavesEndTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(slow{time.Hour}, 1)
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.Get(ctx, Request{"tide", "echo"})
		if As(err).Kind != Late || time.Since(start) != time.Second {
			t.Errorf("a deadline: after %v, %v", time.Since(start), err)
		}
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		if _, err = s.Get(ctx, Request{"tide", "echo"}); As(err).Kind != Gone || time.Since(start) != 2*time.Second {
			t.Errorf("a client leaves: after %v, %v", time.Since(start), err)
		}
		ctx, leave = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		err = s.Recite(ctx, Request{Poem: "tide"}, 0, Pace{10, time.Minute}, func(Piece) error { return nil })
		if As(err).Kind != Gone || time.Since(start) != 3*time.Second {
			t.Errorf("a listener leaves: after %v, %v", time.Since(start), err)
		}
	})
}

func TestARecitalIsThePoemInWholeCharacters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		whole, err := poetry.Find("splitflap")
		if err != nil {
			t.Fatal(err)
		}
		s := New(Here{}, 1)
		for _, from := range []int{0, 100, len(whole.Text), 1 << 20, -1} {
			start, heard, n := time.Now(), "", 0
			err := s.Recite(t.Context(), Request{Poem: "splitflap"}, from, Pace{7, time.Second}, func(p Piece) error {
				heard += p.Text
				n++
				if p.End != len(heard)+min(max(from, 0), len(whole.Text)) || strings.ToValidUTF8(p.Text, "") != p.Text {
					t.Errorf("a piece: %+v", p)
				}
				return nil
			})
			if want := string(whole.Text[min(max(from, 0), len(whole.Text)):]); err != nil || heard != want {
				t.Errorf("from %d: %q, %v", from, heard, err)
			}
			if want := time.Duration(max(n-1, 0)) * time.Second; time.Since(start) != want {
				t.Errorf("from %d: %d pieces in %v", from, n, time.Since(start))
			}
		}
		hungUp := errors.New("hung up")
		if err := s.Recite(t.Context(), Request{Poem: "tide"}, 0, Pace{7, 0}, func(Piece) error { return hungUp }); err != hungUp {
			t.Errorf("what say returns: %v", err)
		}
	})
}

// The rule of the package: it knows no network.
func TestTheServiceKnowsNoNetwork(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{join .Imports \"\\n\"}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	imports := strings.Fields(string(out))
	if !slices.Contains(imports, "slowpoetry/code/book/poetry") {
		t.Fatalf("go list prints %q", out)
	}
	for _, path := range imports {
		if path == "net" || strings.HasPrefix(path, "net/") || strings.HasPrefix(path, "slowpoetry/chapters/") {
			t.Errorf("the service imports %s", path)
		}
	}
}
