package remember

import (
	"path/filepath"
	"testing"
)

// What has passed is remembered by its name and its sum, and only if somebody has asked for that.
func TestAPartIsRememberedOnceItHasPassed(t *testing.T) {
	know := func(name, sum string, want bool) {
		t.Helper()
		if got := Passed(t, name, sum); got != want {
			t.Errorf("%s with %q has passed: %v, want %v", name, sum, got, want)
		}
	}
	told := 0 // that something is left out, which whoever counts the tests of this package shall not hear
	attr = func(*testing.T, string, string) { told++ }
	t.Cleanup(func() { attr = (*testing.T).Attr })
	ran := 0
	test := func(*testing.T) { ran++ }

	t.Setenv(Variable, "")
	Part(t, "one", "a", test)
	know("one", "a", false)
	t.Setenv(Variable, filepath.Join(t.TempDir(), "parts"))
	know("one", "a", false)
	Part(t, "one", "a", test)
	know("one", "a", true)
	know("one", "b", false)
	know("two", "a", false)
	Part(t, "one", "a", test) // which is left out
	Part(t, "one", "b", test)
	know("one", "b", true)
	know("one", "a", false) // what was before is forgotten
	if ran != 3 || told != 3 {
		t.Errorf("of four parts %d ran, want 3; and %d times it was told that one is known, want 3", ran, told)
	}
}

func TestSumsTellTextsApart(t *testing.T) {
	seen := map[string]bool{}
	for _, texts := range [][]string{nil, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"b", "a"}} {
		sum := Sum(texts...)
		if seen[sum] {
			t.Errorf("%q has the sum of another", texts)
		}
		seen[sum] = true
	}
}
