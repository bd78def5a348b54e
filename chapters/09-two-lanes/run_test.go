package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"slowpoetry/code/program"
	"slowpoetry/code/sim"
)

// An outcome is what came of a command line.
type outcome struct {
	status         int
	stdout, stderr string
}

// call runs a command line of this chapter as the terminal would. An argument may have spaces.
func call(ctx context.Context, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	env := &program.Env{Stdout: &stdout, Stderr: &stderr, Net: new(sim.Network)}
	status := program.Run(ctx, env, "9 · Two lanes", programs, args)
	return outcome{status, stdout.String(), stderr.String()}
}

// runs runs a command line that must succeed, and returns what it prints.
func runs(t *testing.T, args ...string) string {
	t.Helper()
	o := call(t.Context(), args...)
	if o.status != 0 || o.stderr != "" {
		t.Fatalf("%q: %+v", args, o)
	}
	return o.stdout
}

func TestEveryProgramHasHelp(t *testing.T) {
	arguments := map[string]string{"simulate": " [LINE...]", "ask": " NUMBER [WAY END]"}
	list := call(t.Context(), "-h")
	for _, p := range programs {
		if !strings.Contains(list.stdout, "  "+p.Name+" ") || !strings.Contains(list.stdout, p.Synopsis) {
			t.Errorf("-h does not list %s:\n%s", p.Name, list.stdout)
		}
		help := call(t.Context(), p.Name, "-h")
		if want := "usage: " + p.Name + " [flags]" + arguments[p.Name] + "\n"; help.status != 0 || help.stderr != "" || !strings.HasPrefix(help.stdout, want) {
			t.Errorf("%s -h: %+v, want %q first", p.Name, help, want)
		}
	}
}

func TestAMistakeIsOneLine(t *testing.T) {
	const askFor = "ask: ask for a chain by its number, and answer as in \"ask 7 c.ec value\"\n"
	const anAnswer = "ask: an answer is a letter for each of the four pairs, of c, e, b and a dot, and then value or error\n"
	for line, want := range map[string]string{
		"clamber":                   "no program \"clamber\" here: there are demo, climb, ride, simulate, ask, unhandled\n",
		"demo,3":                    "demo: unexpected argument \"3\" (-h lists the flags)\n",
		"climb,-fast":               "climb: flag provided but not defined: -fast (-h lists the flags)\n",
		"ride,3":                    "ride: unexpected argument \"3\" (-h lists the flags)\n",
		"unhandled,3":               "unhandled: unexpected argument \"3\" (-h lists the flags)\n",
		"simulate,return x":         "simulate: line 1: the first line must be \"fire value TEXT\" or \"fire error TEXT\"\n",
		"simulate,fire value x,fly": "simulate: line 2: \"fly\" is nothing that a function can do: there are pass, return, fail, panic and later\n",
		"simulate,-file=a.chain,x":  "simulate: a file or lines, and not both (-h lists the flags)\n",
		"ask":                       askFor,
		"ask,7,cccc":                askFor,
		"ask,-7":                    "ask: flag provided but not defined: -7 (-h lists the flags)\n",
		"ask,seven":                 "ask: \"seven\" is no number of a chain: 0, 1, 2 and so on are\n",
		"ask,99999999999999999999":  "ask: \"99999999999999999999\" is no number of a chain: 0, 1, 2 and so on are\n",
		"ask,7,ccc,value":           anAnswer,
		"ask,7,cxxc,value":          anAnswer,
		"ask,7,cccc,poem":           anAnswer,
	} {
		o := call(t.Context(), strings.Split(line, ",")...)
		if o.status != 2 || o.stdout != "" || o.stderr != want {
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
		if o := call(ctx, args...); o.status != 1 || o.stderr != p.Name+": interrupted\n" {
			t.Errorf("%s: %+v", p.Name, o)
		}
	}
}
