package main

import (
	"strings"
	"testing"

	"slowpoetry/code/sim"
)

func TestEveryProgramHasHelp(t *testing.T) {
	list := call(t.Context(), nil, "-h")
	for _, p := range programs {
		if !strings.Contains(list.stdout, "  "+p.Name+" ") || !strings.Contains(list.stdout, p.Synopsis) {
			t.Errorf("-h does not list %s:\n%s", p.Name, list.stdout)
		}
		help := call(t.Context(), nil, p.Name, "-h")
		usage := "usage: " + p.Name + " [flags]"
		if asks(p.Name) {
			usage += " [HOST:]PORT..."
		}
		if help.status != 0 || help.stderr != "" || !strings.HasPrefix(help.stdout, usage+"\n") || !strings.Contains(help.stdout, "-trace FILE") {
			t.Errorf("%s -h: %+v", p.Name, help)
		}
		if asks(p.Name) && !strings.Contains(help.stdout, "  -draw") {
			t.Errorf("%s -h does not have -draw:\n%s", p.Name, help.stdout)
		}
	}
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recite":                 `no program "recite" here: there are demo, serve, get, get-apart, get-framed`,
		"demo -fast":             "demo: flag provided but not defined: -fast (-h lists the flags)",
		"demo 3":                 `demo: unexpected argument "3" (-h lists the flags)`,
		"serve -poem ozymandias": `serve: invalid value "ozymandias" for flag -poem: no poem and no file is called "ozymandias": the book has kettle,`,
	}
	for _, p := range programs {
		if asks(p.Name) {
			mistakes[p.Name] = p.Name + ": which servers? Name at least one, as [HOST:]PORT"
			mistakes[p.Name+" 0"] = p.Name + `: "0" is no address: write [HOST:]PORT, with a port from 1 to 65535`
			mistakes[p.Name+" 10001 poetry"] = p.Name + `: "poetry" is no address: write [HOST:]PORT, with a port from 1 to 65535`
			mistakes[p.Name+" -fast 10001"] = p.Name + ": flag provided but not defined: -fast (-h lists the flags)"
		}
	}
	for line, want := range mistakes {
		o := call(t.Context(), new(sim.Network), strings.Fields(line)...)
		if o.status != 2 || o.stdout != "" || !strings.HasPrefix(o.stderr, want) || strings.Count(o.stderr, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q, want status 2 and one line: %q",
				line, o.status, o.stdout, o.stderr, want)
		}
	}
}

// asks reports whether a program takes the addresses of servers.
func asks(name string) bool { return name == "get" || strings.HasPrefix(name, "get-") }
