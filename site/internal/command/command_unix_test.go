//go:build unix

package command_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/command"
)

func TestRunHandsOverEveryLine(t *testing.T) {
	var got []string
	cmd := command.New(t.Context(), t.TempDir(), "sh", "-c", `echo one; echo two >&2; echo; printf 'no newline'`)
	if err := cmd.Run(func(line string) { got = append(got, line) }); err != nil {
		t.Fatal(err)
	}
	if want := []string{"one", "two", "", "no newline"}; !slices.Equal(got, want) {
		t.Errorf("lines %q, want %q", got, want)
	}
}

func TestAFailureSaysWhatRanAndHowItEnded(t *testing.T) {
	err := command.New(t.Context(), t.TempDir(), "sh", "-c", "echo out of ink >&2; exit 3").Run(func(string) {})
	var failure *command.Failure
	if !errors.As(err, &failure) || failure.Output != "out of ink" || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("error %v", err)
	}
}

func TestTheEndOfTheContextEndsTheWholeFamily(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	// The grandchild inherits the pipe: were it not ended too, Run would wait for a minute.
	cmd := command.New(ctx, t.TempDir(), "sh", "-c", "sleep 60 & echo started; wait")
	err := cmd.Run(func(line string) {
		if line == "started" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestOutputIsTrimmed(t *testing.T) {
	got, err := command.New(t.Context(), t.TempDir(), "sh", "-c", "echo ' a word '; echo not this >&2").Output()
	if err != nil || got != "a word" {
		t.Errorf("Output = %q, %v", got, err)
	}
}
