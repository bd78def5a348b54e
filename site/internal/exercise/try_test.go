package exercise

import (
	"errors"
	"strings"
	"testing"
)

func TestTheWayAStarterFailsIsTold(t *testing.T) {
	failed := errors.New("exit status 1")
	for _, test := range []struct {
		output string
		err    error
		want   string
	}{
		{"--- FAIL: TestX (0.00s)\n    x_test.go:9: want 6\nFAIL\n", failed, ""},
		{"ok\n", nil, "passes its test"},
		{"FAIL\tslowpoetry/x [build failed]\n", failed, "does not compile"},
		{"panic: test timed out after 10s\n", failed, "out of time"},
		{"--- FAIL: TestX (0.00s)\npanic: nil map [recovered]\n", failed, "panics"},
		{"fatal error: all goroutines are asleep - deadlock!\n", failed, "panics"},
		{"exit status 1\nFAIL\n", failed, "without a test that fails"},
	} {
		got := starter(test.output, test.err)
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%q is told as %q, want %q", test.output, got, test.want)
		}
	}
}
