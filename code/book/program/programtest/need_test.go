package programtest

import (
	"errors"
	"testing"
)

func TestWhatIsMissingSkipsByHandAndFailsWhenRequired(t *testing.T) {
	for value, kind := range map[string]string{"": "skip", "1": "fatal"} {
		t.Setenv(Required, value)
		watch(t, func(t testing.TB) { Need(t, errors.New("no ink")) }).wantEnd(t, kind, "no ink")
		watch(t, func(t testing.TB) { NeedCommand(t, "no-such", "nor-such") }).wantEnd(t, kind, "no-such and nor-such: not installed")
	}
	if w := watch(t, func(t testing.TB) { Need(t, nil) }); w.end != "" {
		t.Errorf("with nothing missing it ended with %q", w.end)
	}
}
