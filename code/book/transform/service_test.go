package transform

import (
	"errors"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/panics"
)

func TestEnginesByName(t *testing.T) {
	s := NewService(Engines())
	for _, test := range []struct{ name, poem, want, err string }{
		{"lower", "Slack WATER, Malmö. Ä.", "slack water, malmö. ä.", ""},
		{"lower", "", "", ""},
		{"drawl", "A moor.", "Aa moooor.", ""},
		{"drawl", "Malmö", "", "how does one drawl 'ö'?"},
		{"acrostic", "Wire\nis\nÖl\n", "WiÖ", ""},
		{"upper", "x", "", `no transform is called "upper": there are acrostic, drawl, lower`},
		{"Lower", "x", "", `no transform is called "Lower": there are acrostic, drawl, lower`},
		{"", "x", "", `no transform is called "": there are acrostic, drawl, lower`},
		{"Asked", "x", "", `no transform is called "Asked": there are acrostic, drawl, lower`},
		{"lower", "Malm\xc3", "", "the poem is not UTF-8"},
	} {
		got, err := s.Transform(test.name, test.poem)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("%s of %q: %q, %v; want %q, %v", test.name, test.poem, got, err, test.want, test.err)
		}
	}
	if s.Asked() != 10 {
		t.Errorf("asked %d times", s.Asked())
	}
}

func TestAnEngineThatPanicsCostsAnError(t *testing.T) {
	s := NewService(Engines())
	_, err := s.Transform("acrostic", "Slack\n\nWater\n")
	if panicked, ok := errors.AsType[*panics.Error](err); !ok || !strings.HasPrefix(panicked.Stack()[0], "transform.acrostic ") {
		t.Errorf("%v", err)
	}
	if poem, err := s.Transform("lower", "ON"); poem != "on" || err != nil {
		t.Errorf("%q, %v", poem, err)
	}
}

// That the service knows no network is a claim of its documentation.
func TestTheServiceKnowsNoNetwork(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("not checked: nothing can be started here")
	}
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, "slowpoetry/code/panics") {
		t.Fatalf("go list prints %q", out)
	}
	for _, dep := range deps {
		if dep == "net" || strings.HasPrefix(dep, "net/") || strings.HasPrefix(dep, "slowpoetry/code/protocol") {
			t.Errorf("the service depends on %s", dep)
		}
	}
}
