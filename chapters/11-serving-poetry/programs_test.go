package main

import (
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		switch name {
		case "serve":
			return " [[HOST:]PORT=POEM...]"
		case "hear":
			return " [HOST:]PORT"
		}
		return ""
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	noPoem := `no poem and no file is called "limerick": the book has kettle, linesman, nightshift, splitflap, tide`
	mistakes := map[string]string{
		"recite": `no program "recite" here: there are demo, serve-fast, serve-first, serve, serve-raw, serve-plain, hear, alive, crawl, limit, rush`,

		"demo 3":           `demo: unexpected argument "3" (-h lists the flags)`,
		"alive 3":          `alive: unexpected argument "3" (-h lists the flags)`,
		"crawl -size 0":    "crawl: -size is a number of MiB from 1 to 64",
		"crawl -clients x": `crawl: invalid value "x" for flag -clients: parse error (-h lists the flags)`,
		"crawl -clients 0": "crawl: -clients is a number from 1 to 100",

		"rush -visitors 0": "rush: -visitors is a number from 1 to 50",
		"rush -seats 0":    "rush: -seats is a number: one at least",
		"rush -every 2s":   "rush: -every is a duration from 0s to 1s",

		"limit -seats 0":      "limit: -seats is a number: one at least",
		"limit -policy fight": `limit: invalid value "fight" for flag -policy: the policy is refuse, queue or shed (-h lists the flags)`,

		"serve -patience 0s":        "serve: -patience is more than nothing",
		"serve-plain -patience 0s":  "serve-plain: -patience is more than nothing",
		"serve tide":                `serve: "tide" is no address: write [HOST:]PORT, with a port from 1 to 65535`,
		"serve 10001":               `serve: no poem and no file is called ""`,
		"serve 10001=limerick":      "serve: " + noPoem,
		"serve 10001=tide 10002=":   `serve: no poem and no file is called ""`,
		"serve =tide":               `serve: "" is no address`,
		"serve -port 1 10001=tide":  "serve: -host, -port and -poem are for one poem: with PORT=POEM leave them out",
		"serve -delay x":            `serve: invalid value "x" for flag -delay: not a duration: write it as 50ms or 1.5s (-h lists the flags)`,
		"serve-fast -delay 3s":      "serve-fast: flag provided but not defined: -delay (-h lists the flags)",
		"serve-fast -verbose":       "serve-fast: flag provided but not defined: -verbose (-h lists the flags)",
		"serve-raw -verbose":        "serve-raw: flag provided but not defined: -verbose (-h lists the flags)",
		"serve-plain -verbose":      "serve-plain: flag provided but not defined: -verbose (-h lists the flags)",
		"hear":                      "hear: which servers? Name at least one, as [HOST:]PORT",
		"hear 10001 10002":          "hear: one server, and numbers that are not negative (-h lists the flags)",
		"hear -leave -1 10001":      "hear: one server, and numbers that are not negative (-h lists the flags)",
		"hear limerick":             `hear: "limerick" is no address: write [HOST:]PORT, with a port from 1 to 65535`,
		"serve-raw -hasty hasty":    `serve-raw: unexpected argument "hasty" (-h lists the flags)`,
		"serve-fast -poem limerick": `serve-fast: invalid value "limerick" for flag -poem: ` + noPoem,
	}
	for _, server := range servers {
		mistakes[server+" -port 65536"] = server + `: invalid value "65536" for flag -port: a port is a number from 0 to 65535`
	}
	chapter.CheckMistakes(t, mistakes)
}

func TestAPortThatIsTakenIsOneLine(t *testing.T) {
	for _, server := range servers {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Listen(10001)
			o := w.Call(server, "-port", "10001")
			if o.Status != 1 || o.Stdout != "" || !strings.HasSuffix(o.Stderr, "address already in use\n") || strings.Count(o.Stderr, "\n") != 1 {
				t.Errorf("%s: %+v", server, o)
			}
		})
	}
}

// Of several ports one may be taken. Then none is served, none is announced, and those that were free are free again.
func TestOnePortOfSeveralIsTaken(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Listen(10002)
		o := w.Call("serve", "10001=tide", "10002=kettle", "10003=splitflap")
		if o.Status != 1 || o.Stdout != "" || !strings.HasSuffix(o.Stderr, "address already in use\n") || strings.Count(o.Stderr, "\n") != 1 {
			t.Errorf("%+v", o)
		}
		w.Listen(10001)
		w.Listen(10003)
	})
}
