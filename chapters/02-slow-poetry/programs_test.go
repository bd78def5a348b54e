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
		if strings.HasPrefix(p.Name, "get-") {
			usage += " [HOST:]PORT..."
		}
		if help.status != 0 || help.stderr != "" || !strings.HasPrefix(help.stdout, usage+"\n") || !strings.Contains(help.stdout, "-trace FILE") {
			t.Errorf("%s -h: %+v", p.Name, help)
		}
	}
	for _, flag := range []string{"-host", "-port", "-delay", "-bytes", "-poem"} {
		if help := call(t.Context(), nil, "serve", "-h"); !strings.Contains(help.stdout, "  "+flag+" ") {
			t.Errorf("serve -h does not have %s:\n%s", flag, help.stdout)
		}
	}
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recite": `no program "recite" here: there are demo, serve, get-blocking, get-busy, get-async, get-goroutines, get-loud, parked`,

		"demo -fast":   "demo: flag provided but not defined: -fast (-h lists the flags)",
		"demo 3":       `demo: unexpected argument "3" (-h lists the flags)`,
		"parked 10001": `parked: unexpected argument "10001" (-h lists the flags)`,

		"serve tide":             `serve: unexpected argument "tide" (-h lists the flags)`,
		"serve -poem ozymandias": `serve: invalid value "ozymandias" for flag -poem: no poem and no file is called "ozymandias": the book has kettle,`,
		"serve -poem .":          `serve: invalid value "." for flag -poem: `,
		"serve -port http":       `serve: invalid value "http" for flag -port: a port is a number from 0 to 65535`,
		"serve -port 65536":      `serve: invalid value "65536" for flag -port: a port is a number from 0 to 65535`,
		"serve -bytes 0":         `serve: invalid value "0" for flag -bytes: a piece has one byte at least`,
		"serve -delay 5":         `serve: invalid value "5" for flag -delay: not a duration: write it as 50ms or 1.5s`,
		"serve -delay -1s":       `serve: invalid value "-1s" for flag -delay: a rest is no shorter than nothing`,
		"serve -trace no/where":  `serve: invalid value "no/where" for flag -trace: `,
		"serve -num-bytes 10":    "serve: flag provided but not defined: -num-bytes (-h lists the flags)",
		"serve -delay":           "serve: flag needs an argument: -delay (-h lists the flags)",
	}
	for _, p := range programs {
		if strings.HasPrefix(p.Name, "get-") {
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
