package remember_test

import (
	"path/filepath"
	"testing"

	"slowpoetry/site/internal/remember"
)

// What has passed is remembered by its name and its sum, and only if somebody has asked for that.
func TestAPartIsRememberedOnceItHasPassed(t *testing.T) {
	know := func(name, sum string, want bool) {
		t.Helper()
		if got := remember.Passed(t, name, sum); got != want {
			t.Errorf("%s with %q has passed: %v, want %v", name, sum, got, want)
		}
	}
	ran := 0
	test := func(*testing.T) { ran++ }

	t.Setenv(remember.Variable, "")
	remember.Part(t, "one", "a", test)
	know("one", "a", false)
	t.Setenv(remember.Variable, filepath.Join(t.TempDir(), "parts"))
	know("one", "a", false)
	remember.Part(t, "one", "a", test)
	know("one", "a", true)
	know("one", "b", false)
	know("two", "a", false)
	remember.Part(t, "one", "a", test) // which is left out
	remember.Part(t, "one", "b", test)
	know("one", "b", true)
	know("one", "a", false) // what was before is forgotten
	if ran != 3 {
		t.Errorf("of four parts %d ran, want 3", ran)
	}
}

func TestSumsTellTextsApart(t *testing.T) {
	seen := map[string]bool{}
	for _, texts := range [][]string{nil, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"b", "a"}} {
		sum := remember.Sum(texts...)
		if seen[sum] {
			t.Errorf("%q has the sum of another", texts)
		}
		seen[sum] = true
	}
}
