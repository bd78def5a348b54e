package naming_test

import (
	"testing"

	"slowpoetry/code/internal/naming"
)

type clock struct{}

func (*clock) tick() {}

type poem struct{ title string }

func (p *poem) String() string { return p.title }

func TestWhatIsCalledBackHasAShortName(t *testing.T) {
	for _, test := range []struct {
		owner any
		want  string
	}{
		{&poem{"tide"}, "tide"},
		{(*poem)(nil), "naming_test.poem"}, // whose String panics
		{clock{}, "naming_test.clock"},
		{&clock{}, "naming_test.clock"},
		{new(clock).tick, "naming_test.clock.tick"},
		{TestWhatIsCalledBackHasAShortName, "naming_test.TestWhatIsCalledBackHasAShortName"},
		{"somebody", "string"},
	} {
		if got := naming.Of(test.owner); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestAMainPackageIsNotPartOfAName(t *testing.T) {
	for name, want := range map[string]string{
		"slowpoetry/code/reactor.(*Reactor).Run":  "reactor.Reactor.Run",
		"main.(*clock).tick":                      "clock.tick",
		"slowpoetry/chapters/03-the-reactor.tick": "tick",
		"main.stack.func1":                        "stack.func1",
		"":                                        "",
	} {
		if got := naming.Short(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
