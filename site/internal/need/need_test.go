package need_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/site/internal/need"
)

// fake is a test that notes how it ended.
type fake struct{ end string }

func (f *fake) Helper()           {}
func (f *fake) Skip(args ...any)  { f.end = "skip: " + strings.TrimSpace(fmt.Sprintln(args...)) }
func (f *fake) Fatal(args ...any) { f.end = "fail: " + fmt.Sprint(args...) }

func TestWhatIsMissingSkipsByHandAndFailsWhenRequired(t *testing.T) {
	nothing := func() (string, error) { return "", errors.New("no ink") }
	for value, want := range map[string]string{"": "skip: not checked: no ink", "1": "fail: no ink"} {
		t.Setenv(need.Variable, value)
		var f fake
		need.Get(&f, nothing)
		if f.end != want {
			t.Errorf("with %s=%q the test ended with %q, want %q", need.Variable, value, f.end, want)
		}
	}
}

// The chapters' tests cannot ask this package, which is the site's, and this one is part of a command,
// which has no use for package testing. So both look for themselves, and must find the same.
func TestTheChaptersNeedTheSame(t *testing.T) {
	if need.Variable != programtest.Required {
		t.Errorf("%s here, and %s there", need.Variable, programtest.Required)
	}
	here := need.Get(t, need.Twisted)
	if there := programtest.NeedTwisted(t); here != there {
		t.Errorf("Twisted is in %s here, and in %s there", here, there)
	}
	here = need.Get(t, need.Haskell)
	if there := programtest.NeedHaskell(t); here != there {
		t.Errorf("GHC is %s here, and %s there", here, there)
	}
}

func TestChromeInTheEnvironmentWins(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a script is no program on Windows")
	}
	mine := filepath.Join(t.TempDir(), "my-chrome")
	if err := os.WriteFile(mine, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CHROME", mine)
	if got, err := need.Chromium(); got != mine || err != nil {
		t.Errorf("Chromium() = %q, %v; want %q", got, err, mine)
	}
	t.Setenv("CHROME", mine+"-not")
	if _, err := need.Chromium(); err == nil || !strings.Contains(err.Error(), "$CHROME names") {
		t.Errorf("err = %v; want one that blames $CHROME", err)
	}
}

func TestWhatIsMissingIsOneLine(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, variable := range []string{"CHROME", "FIREFOX", "EPUBCHECK"} {
		t.Setenv(variable, "")
	}
	for _, thing := range need.Things() {
		found, err := thing.Find()
		if err == nil {
			continue // some are where their installers put them, whatever the PATH says
		}
		if found != "" || strings.Contains(err.Error(), "\n") || len(err.Error()) > 120 {
			t.Errorf("%s: %q, %v", thing.Name, found, err)
		}
	}
	t.Setenv("EPUBCHECK", "no-such-file")
	if _, err := need.EPUBCheck(); err == nil || !strings.Contains(err.Error(), "$EPUBCHECK names") {
		t.Errorf("err = %v; want one that blames $EPUBCHECK", err)
	}
}
