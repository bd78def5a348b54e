package exercise

import (
	"strings"
	"testing"
)

// What can be seen without running it, in the page for instance, where there is no Erlang.
func TestItHasAProcessForEachClient(t *testing.T) {
	if !strings.Contains(Program, "spawn") {
		t.Error("the program never spawns a process, so it can recite to one client at a time (run this test in a terminal where Erlang is installed, and it tries the program)")
	}
}
