package deferred_test

import (
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

func TestGoVetSeesCopies(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("not checked: nothing can be started here")
	}
	out, err := exec.Command("go", "vet", "-copylocks", "./testdata/copied").CombinedOutput()
	if err == nil {
		t.Error("go vet saw nothing")
	}
	for _, want := range []string{"copies lock value to first", "copies lock value to second"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
}
