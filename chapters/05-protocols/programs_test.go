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
		switch {
		case strings.HasPrefix(p.Name, "get"):
			usage += " [HOST:]PORT..."
		case p.Name == "say":
			usage += " [HOST:]PORT LINE..."
		}
		if help.status != 0 || help.stderr != "" || !strings.HasPrefix(help.stdout, usage+"\n") || !strings.Contains(help.stdout, "-trace FILE") {
			t.Errorf("%s -h: %+v", p.Name, help)
		}
	}
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recite": `no program "recite" here: there are demo, serve, get, get-simple, get-stack, upper, upper-plain, say, goodbyes, pour, toll`,

		"demo 3":         `demo: unexpected argument "3" (-h lists the flags)`,
		"goodbyes -fast": "goodbyes: flag provided but not defined: -fast (-h lists the flags)",
		"pour -size 0":   "pour: -size is a number of KiB from 1 to 1048576",
		"pour -size 1e9": `pour: invalid value "1e9" for flag -size: parse error (-h lists the flags)`,
		"toll -n 0":      "toll: -n is a number of pieces: one at least",

		"upper hello":             `upper: unexpected argument "hello" (-h lists the flags)`,
		"upper -port http":        `upper: invalid value "http" for flag -port: a port is a number from 0 to 65535`,
		"upper-plain -port 65536": `upper-plain: invalid value "65536" for flag -port: a port is a number from 0 to 65535`,

		"say":           "say: which servers? Name at least one, as [HOST:]PORT",
		"say hello":     `say: "hello" is no address: write [HOST:]PORT, with a port from 1 to 65535`,
		"serve tide":    `serve: unexpected argument "tide" (-h lists the flags)`,
		"serve -port x": `serve: invalid value "x" for flag -port: a port is a number from 0 to 65535`,
	}
	for _, client := range clients {
		mistakes[client] = client + ": which servers? Name at least one, as [HOST:]PORT"
		mistakes[client+" 0"] = client + `: "0" is no address: write [HOST:]PORT, with a port from 1 to 65535`
		mistakes[client+" 10001 poetry"] = client + `: "poetry" is no address: write [HOST:]PORT, with a port from 1 to 65535`
	}
	for line, want := range mistakes {
		o := call(t.Context(), new(sim.Network), strings.Fields(line)...)
		if o.status != 2 || o.stdout != "" || !strings.HasPrefix(o.stderr, want) || strings.Count(o.stderr, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q, want status 2 and one line: %q",
				line, o.status, o.stdout, o.stderr, want)
		}
	}
}

func TestAPortThatIsTakenIsOneLine(t *testing.T) {
	for _, server := range []string{"serve", "upper", "upper-plain"} {
		inWorld(t, func(w *world) {
			w.listen(10001)
			o := w.call(server, "-port", "10001")
			if o.status != 1 || o.stdout != "" || !strings.HasSuffix(o.stderr, "address already in use\n") || strings.Count(o.stderr, "\n") != 1 {
				t.Errorf("%s: %+v", server, o)
			}
		})
	}
}
