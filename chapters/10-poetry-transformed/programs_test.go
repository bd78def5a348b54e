package main

import (
	"maps"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, arguments)
	for _, p := range programs {
		if help := chapter.Call(t.Context(), nil, p.Name, "-h"); arguments(p.Name) != "" && !strings.Contains(help.Stdout, "  -draw") {
			t.Errorf("%s -h does not have -draw:\n%s", p.Name, help.Stdout)
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
		"recite":                 `no program "recite" here: there are demo, serve, get, get-apart, get-framed, wrap-later`,
		"demo -fast":             "demo: flag provided but not defined: -fast (-h lists the flags)",
		"demo 3":                 `demo: unexpected argument "3" (-h lists the flags)`,
		"serve -poem ozymandias": `serve: invalid value "ozymandias" for flag -poem: no poem and no file is called "ozymandias": the book has kettle,`,
	}
	for _, p := range programs {
		if arguments(p.Name) != "" {
			maps.Copy(mistakes, programtest.AddressMistakes(p.Name))
		}
	}
	chapter.CheckMistakes(t, mistakes)
}
