package main

import (
	"maps"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		switch {
		case strings.HasPrefix(name, "get"):
			return " [HOST:]PORT..."
		case name == "say":
			return " [HOST:]PORT LINE..."
		}
		return ""
	})
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
		maps.Copy(mistakes, programtest.AddressMistakes(client))
	}
	chapter.CheckMistakes(t, mistakes)
}

func TestAPortThatIsTakenIsOneLine(t *testing.T) {
	for _, server := range []string{"serve", "upper", "upper-plain"} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Listen(10001)
			o := w.Call(server, "-port", "10001")
			if o.Status != 1 || o.Stdout != "" || !strings.HasSuffix(o.Stderr, "address already in use\n") || strings.Count(o.Stderr, "\n") != 1 {
				t.Errorf("%s: %+v", server, o)
			}
		})
	}
}
