package main

import (
	"maps"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) { chapter.CheckHelp(t, arguments) }

// arguments are what a program takes beside flags.
func arguments(name string) string {
	switch name {
	case "get":
		return " [HOST:]PORT..."
	case "proxy", "proxy-2", "swallow":
		return " [HOST:]PORT"
	}
	return ""
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recite":                  `no program "recite" here: there are demo, serve, get, pause, maybe, proxy, proxy-2, stampede, half, swallow, plain`,
		"demo 3":                  `demo: unexpected argument "3" (-h lists the flags)`,
		"pause -fast":             "pause: flag provided but not defined: -fast (-h lists the flags)",
		"maybe 3":                 `maybe: unexpected argument "3" (-h lists the flags)`,
		"half 3":                  `half: unexpected argument "3" (-h lists the flags)`,
		"plain 3":                 `plain: unexpected argument "3" (-h lists the flags)`,
		"proxy 10001 10002":       "proxy: a proxy has one server, and not 2",
		"proxy-2 -keep -1s 10001": "proxy-2: -keep is no shorter than nothing",
		"proxy -together 10001":   "proxy: flag provided but not defined: -together (-h lists the flags)",
		"stampede -clients 2":     "stampede: -clients is a number from 3 to 200",
		"stampede -every 2s":      "stampede: -every is a duration from 0s to 1s",
		"serve -poem ozymandias":  `serve: invalid value "ozymandias" for flag -poem: no poem and no file is called "ozymandias": the book has kettle,`,
	}
	for _, p := range programs {
		if arguments(p.Name) != "" {
			maps.Copy(mistakes, programtest.AddressMistakes(p.Name))
		}
	}
	chapter.CheckMistakes(t, mistakes)
}

func TestAPortThatIsTakenIsOneLine(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Listen(10000)
		for _, proxy := range []string{"proxy", "proxy-2", "swallow"} {
			o := w.Call(proxy, "-port", "10000", "10001")
			if want := proxy + ": listen 127.0.0.1:10000: address already in use\n"; o.Status != 1 || o.Stderr != want || o.Stdout != "" {
				t.Errorf("%+v, want %q", o, want)
			}
		}
	})
}
