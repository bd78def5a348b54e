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
	if strings.HasPrefix(name, "get") {
		return " [HOST:]PORT..."
	}
	return ""
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recite": `no program "recite" here: there are demo, serve, get, get-stack, get-errback, failures, get-panic, get-in-turn, get-plain, crowd, hog, crowd-serve`,

		"demo -fast": "demo: flag provided but not defined: -fast (-h lists the flags)",
		"demo 3":     `demo: unexpected argument "3" (-h lists the flags)`,
		"failures 3": `failures: unexpected argument "3" (-h lists the flags)`,

		"get-in-turn 10001":                   "get-in-turn: three servers, no more and no less: the callbacks go three deep",
		"get-in-turn 10001 10002 10003 10004": "get-in-turn: three servers, no more and no less: the callbacks go three deep",

		"serve tide":             `serve: unexpected argument "tide" (-h lists the flags)`,
		"serve -poem ozymandias": `serve: invalid value "ozymandias" for flag -poem: no poem and no file is called "ozymandias": the book has kettle,`,
		"serve -poem .":          `serve: invalid value "." for flag -poem: `,
	}
	for _, p := range programs {
		if arguments(p.Name) != "" {
			maps.Copy(mistakes, programtest.AddressMistakes(p.Name))
		}
	}
	chapter.CheckMistakes(t, mistakes)
}
