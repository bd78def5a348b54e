package gotest_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/gotest"
)

// run runs "go test" over a module with one package of each name, whose tests are the values.
func run(t *testing.T, tests map[string]string) (gotest.Result, string, error) {
	t.Helper()
	return runIn(t, module(t, tests))
}

// module makes the module.
func module(t *testing.T, tests map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module fixture\n\ngo 1.26\n")
	for name, body := range tests {
		write(name+"/"+name+"_test.go", "package "+name+"\n\nimport \"testing\"\n\n"+body)
	}
	return root
}

// runIn runs "go test" in a module.
func runIn(t *testing.T, root string) (gotest.Result, string, error) {
	t.Helper()
	var printed strings.Builder
	cmd := command.New(t.Context(), root, "go", "test", "-json", "./...").With("GOFLAGS=", "GOWORK=off")
	result, err := gotest.Run(cmd, func(text string) { printed.WriteString(text + "\n") }, func(string, ...any) {}, nil)
	return result, printed.String(), err
}

func TestASkipIsToldWithItsReason(t *testing.T) {
	result, printed, err := run(t, map[string]string{"a": `
func TestGood(t *testing.T) { t.Log("chatter") }
func TestSkips(t *testing.T) { t.Skip("not checked: no ink") }
`})
	if err != nil || result != (gotest.Result{Passed: 1, Skipped: 1, Packages: 1}) {
		t.Errorf("result %+v, %v", result, err)
	}
	if !strings.Contains(printed, "not run: a TestSkips: not checked: no ink\n") || strings.Contains(printed, "chatter") {
		t.Errorf("printed:\n%s", printed)
	}
}

func TestAFailureIsToldInFull(t *testing.T) {
	result, printed, err := run(t, map[string]string{
		"broken": `func TestOuter(t *testing.T) { t.Run("inner", func(t *testing.T) { t.Error("one\ntwo") }) }`,
		"panics": `func TestPanics(t *testing.T) { panic("at the disco") }`,
		"wrong":  `func TestWrong(t *testing.T) { undefined() }`,
	})
	if !errors.As(err, new(*gotest.Failure)) || result.Packages != 3 {
		t.Errorf("result %+v, error %v", result, err)
	}
	for _, name := range []string{"broken TestOuter/inner", "panics TestPanics", "wrong"} {
		if !strings.Contains(err.Error()+",", name+",") {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
	for _, want := range []string{
		"FAILED: broken TestOuter/inner\n", "one\n", "two\n",
		"at the disco", "panics_test.go:5",
		"FAILED: wrong", "undefined: undefined",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("nothing printed says %q:\n%s", want, printed)
		}
	}
	if strings.Contains(printed, "FAILED: broken TestOuter\n") {
		t.Errorf("the outer test is told although only its subtest has something to say:\n%s", printed)
	}
}

func TestWhatIsRememberedIsCounted(t *testing.T) {
	tests := map[string]string{"a": "func TestGood(t *testing.T) {}\n"}
	root := module(t, tests)
	for run, want := range []gotest.Result{{Passed: 1, Packages: 1}, {Passed: 1, Packages: 1, Cached: 1}} {
		result, printed, err := runIn(t, root)
		if err != nil || result != want || strings.Contains(printed, "nothing has changed") != (want.Cached > 0) {
			t.Errorf("run %d: %+v, %v\n%s", run+1, result, err, printed)
		}
	}
}

// Whoever wants to remember what passed hears of it, and not of what failed.
func TestWhatHasPassedIsHandedOver(t *testing.T) {
	root := module(t, map[string]string{
		"a": "func TestGood(t *testing.T) { t.Run(\"x\", func(t *testing.T) {}) }\nfunc TestSkips(t *testing.T) { t.Skip(\"no ink\") }\n",
		"b": "func TestGood(t *testing.T) {}\nfunc TestBad(t *testing.T) { t.Error(\"bad\") }\n",
	})
	var passed []gotest.Package
	cmd := command.New(t.Context(), root, "go", "test", "-json", "./...").With("GOFLAGS=", "GOWORK=off")
	_, err := gotest.Run(cmd, func(string) {}, func(string, ...any) {}, func(p gotest.Package) { passed = append(passed, p) })
	want := []gotest.Package{{Path: "fixture/a", Passed: 2, Skipped: []string{"not run: a TestSkips: no ink"}}}
	if err == nil || len(passed) != 1 || fmt.Sprint(passed) != fmt.Sprint(want) {
		t.Errorf("%+v, %v; want %+v", passed, err, want)
	}
}

// Parts that were left out are counted.
func TestPartsThatAreRememberedAreCounted(t *testing.T) {
	result, printed, err := run(t, map[string]string{"a": "func TestGood(t *testing.T) { t.Attr(\"remembered\", \"yes\"); t.Attr(\"colour\", \"red\") }\n"})
	if err != nil || result != (gotest.Result{Passed: 1, Packages: 1, Remembered: 1}) || !strings.Contains(printed, "parts as before: 1") {
		t.Errorf("%+v, %v\n%s", result, err, printed)
	}
}
