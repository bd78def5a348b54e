package exercise

import (
	"strings"
	"testing"
)

func TestTheWayAStarterFailsIsTold(t *testing.T) {
	for _, test := range []struct {
		output string
		passed bool
		want   string
	}{
		{"--- FAIL: TestX (0.00s)\n    x_test.go:9: want 6\nFAIL\n", false, ""},
		{"ok\n", true, "passes its test"},
		{"FAIL\tslowpoetry/x [build failed]\n", false, "does not compile"},
		{"panic: test timed out after 10s\n", false, "out of time"},
		{"--- FAIL: TestX (0.00s)\npanic: nil map [recovered]\n", false, "panics"},
		{"fatal error: all goroutines are asleep - deadlock!\n", false, "panics"},
		{"exit status 1\nFAIL\n", false, "without a test that fails"},
	} {
		got := starter(result{test.passed, test.output})
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%q is told as %q, want %q", test.output, got, test.want)
		}
	}
}
