package main

import (
	"context"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

// chapter is what the tests of this folder test.
var chapter = programtest.Chapter{Title: "9 · Two lanes", Programs: programs}

func TestEveryProgramHasHelp(t *testing.T) {
	arguments := map[string]string{"simulate": " [LINE...]", "ask": " NUMBER [WAY END]"}
	chapter.CheckHelp(t, func(name string) string { return arguments[name] })
}

func TestAMistakeIsOneLine(t *testing.T) {
	const askFor = "ask: ask for a chain by its number, and answer as in \"ask 7 c.ec value\"\n"
	const anAnswer = "ask: an answer is a letter for each of the four stages, of c, e, b and a dot, and then value or error\n"
	for line, want := range map[string]string{
		"clamber":                   "no program \"clamber\" here: there are demo, climb, stray, ride, simulate, ask, unhandled\n",
		"demo,3":                    "demo: unexpected argument \"3\" (-h lists the flags)\n",
		"climb,-fast":               "climb: flag provided but not defined: -fast (-h lists the flags)\n",
		"ride,3":                    "ride: unexpected argument \"3\" (-h lists the flags)\n",
		"unhandled,3":               "unhandled: unexpected argument \"3\" (-h lists the flags)\n",
		"simulate,return x":         "simulate: line 1: the first line must be \"fire value TEXT\" or \"fire error TEXT\"\n",
		"simulate,fire value x,fly": "simulate: line 2: \"fly\" is not something a function does: there are pass, return, fail, panic, later and ask\n",
		"simulate,-file=a.chain,x":  "simulate: a file or lines, and not both (-h lists the flags)\n",
		"ask":                       askFor,
		"ask,7,cccc":                askFor,
		"ask,-7":                    "ask: flag provided but not defined: -7 (-h lists the flags)\n",
		"ask,seven":                 "ask: \"seven\" is not the number of a chain, such as 0, 1 or 2\n",
		"ask,99999999999999999999":  "ask: \"99999999999999999999\" is not the number of a chain, such as 0, 1 or 2\n",
		"ask,7,ccc,value":           anAnswer,
		"ask,7,cxxc,value":          anAnswer,
		"ask,7,cccc,poem":           anAnswer,
	} {
		o := chapter.Call(t.Context(), new(sim.Network), strings.Split(line, ",")...)
		if o.Status != 2 || o.Stdout != "" || o.Stderr != want {
			t.Errorf("%s: %+v, want %q", line, o, want)
		}
	}
}

func TestAProgramThatIsInterruptedSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, p := range programs {
		args := []string{p.Name}
		if p.Name == "ask" {
			args = append(args, "7")
		}
		if o := chapter.Call(ctx, new(sim.Network), args...); o.Status != 1 || o.Stderr != p.Name+": interrupted\n" {
			t.Errorf("%s: %+v", p.Name, o)
		}
	}
}
