package exercise

import (
	"strings"
	"testing"
)

// What can be seen without running it, in the page for instance, where there is no Erlang.
func TestItHasSomethingForWhenItIsTooLate(t *testing.T) {
	for _, word := range []string{"after", "start_timer"} {
		if strings.Contains(Program, word) {
			return
		}
	}
	t.Error("nothing in the program ever happens by the clock: there is no receive with an after, and no send_after (run this test in a terminal where Erlang is installed, and it tries the program)")
}
