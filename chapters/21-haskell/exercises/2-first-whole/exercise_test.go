package exercise

import (
	"strings"
	"testing"
)

// What can be seen without running it, in the page for instance, where there is no GHC.
func TestItLooksAtAPoemBeforeItCallsItWhole(t *testing.T) {
	for _, word := range []string{"evaluate", "seq", "$!", "force"} {
		if strings.Contains(Program, word) {
			return
		}
	}
	t.Error("whole returns its poem without needing any of it: nothing has been read (run this test in a terminal where GHC is installed, and it tries the program)")
}
