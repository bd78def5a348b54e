package programtest

import (
	"strings"
	"testing"

	"slowpoetry/code/sim"
)

// CheckHelp asks the chapter and each of its programs for help. The usage of a program must have
// its flags, -trace among them, and the arguments that it takes, such as " [HOST:]PORT...".
func (c Chapter) CheckHelp(t testing.TB, arguments func(program string) string) {
	t.Helper()
	list := c.Call(t.Context(), nil, "-h")
	for _, p := range c.Programs {
		if !strings.Contains(list.Stdout, "  "+p.Name+" ") || !strings.Contains(list.Stdout, p.Synopsis) {
			t.Errorf("-h does not list %s:\n%s", p.Name, list.Stdout)
		}
		help := c.Call(t.Context(), nil, p.Name, "-h")
		usage := "usage: " + p.Name + " [flags]" + arguments(p.Name) + "\n"
		if help.Status != 0 || help.Stderr != "" || !strings.HasPrefix(help.Stdout, usage) || !strings.Contains(help.Stdout, "-trace FILE") {
			t.Errorf("%s -h: %+v, want %q first", p.Name, help, usage)
		}
	}
}

// CheckMistakes makes mistakes. Each command line, words with spaces between them, must be answered
// with the status for it and one line on standard error, which begins with what the map says.
func (c Chapter) CheckMistakes(t testing.TB, mistakes map[string]string) {
	t.Helper()
	for line, want := range mistakes {
		o := c.Call(t.Context(), new(sim.Network), strings.Fields(line)...)
		if o.Status != 2 || o.Stdout != "" || !strings.HasPrefix(o.Stderr, want) || strings.Count(o.Stderr, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q, want status 2 and one line: %q",
				line, o.Status, o.Stdout, o.Stderr, want)
		}
	}
}

// AddressMistakes returns the mistakes to be made with a program that takes addresses of servers,
// and what it has to say to them.
func AddressMistakes(program string) map[string]string {
	return map[string]string{
		program:                   program + ": which servers? Name at least one, as [HOST:]PORT",
		program + " 0":            program + `: "0" is no address: write [HOST:]PORT, with a port from 1 to 65535`,
		program + " 10001 poetry": program + `: "poetry" is no address: write [HOST:]PORT, with a port from 1 to 65535`,
		program + " -fast 10001":  program + ": flag provided but not defined: -fast (-h lists the flags)",
	}
}
