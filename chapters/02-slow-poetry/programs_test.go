package main

import (
	"maps"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, arguments)
	for _, flag := range []string{"-host", "-port", "-delay", "-bytes", "-poem"} {
		if help := chapter.Call(t.Context(), nil, "serve", "-h"); !strings.Contains(help.Stdout, "  "+flag+" ") {
			t.Errorf("serve -h does not have %s:\n%s", flag, help.Stdout)
		}
	}
}

// arguments are what a program takes beside flags: of some, the addresses of servers.
func arguments(name string) string {
	if strings.HasPrefix(name, "get-") {
		return " [HOST:]PORT..."
	}
	return ""
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
		if arguments(p.Name) != "" {
			maps.Copy(mistakes, programtest.AddressMistakes(p.Name))
		}
	}
	chapter.CheckMistakes(t, mistakes)
}
