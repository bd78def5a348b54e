package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		return map[string]string{"seeds": " [CLIENT]", "replay": " SEED [CLIENT]"}[name]
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	chapter.CheckMistakes(t, map[string]string{
		"shrink":             `no program "shrink" here: there are seeds, replay, flaky, trials, leaks`,
		"seeds -worlds -1":   `seeds: invalid value "-1" for flag -worlds: `,
		"seeds put":          `seeds: one client, please, of get, get-blocking, get-hasty, get-hopeful`,
		"seeds get get":      `seeds: one client, please, of `,
		"replay":             `replay: which world? seeds finds one that breaks a client`,
		"replay first":       `replay: "first" is not the number of a world`,
		"replay 1 put":       `replay: one client, please, of `,
		"flaky -runs 0":      `flaky: a test that runs 0 times: -runs`,
		"flaky -nap forever": `flaky: invalid value "forever" for flag -nap: `,
		"leaks 4":            `leaks: unexpected argument "4" (-h lists the flags)`,
		"trials 4":           `trials: unexpected argument "4" (-h lists the flags)`,
	})
}

func TestSeedsAndReplay(t *testing.T) {
	o := chapter.Call(t.Context(), program.System, "seeds", "-worlds", "300", "get")
	if o.Status != 0 || !strings.HasPrefix(o.Stdout, "get: of 300 worlds 0 break it\n") {
		t.Errorf("%+v", o)
	}
	o = chapter.Call(t.Context(), program.System, "seeds", "get-hopeful")
	if o.Status != 1 || !strings.Contains(o.Stdout, "poems 1, connections 3, incidents 4\n") || o.Last() != "seeds: broken; replay 271 get-hopeful tells how" {
		t.Errorf("%+v", o)
	}
	o = chapter.Call(t.Context(), program.System, "replay", "-whole", "3")
	if o.Status != 0 || !strings.Contains(o.Stdout, " has come, ") {
		t.Errorf("%+v", o)
	}
}

func TestReplayAndTrialsLeaveATrace(t *testing.T) {
	for line, want := range map[string]string{
		"replay 967": "poem 3, connection 1, connection 2",
		"trials":     "set-up, test, connection 1, tear-down, connection 2, connection 3",
	} {
		file := filepath.Join(t.TempDir(), "run.json")
		o := chapter.Call(t.Context(), program.System, append(strings.Fields(line), "-trace", file)...)
		tasks, err := programtest.TasksOf(file)
		if o.Status != 0 || err != nil || strings.Join(tasks, ", ") != want {
			t.Errorf("%s: status %d, %q, %v", line, o.Status, tasks, err)
		}
	}
}

func TestFlakyNeedsNoLuckInAWorld(t *testing.T) {
	t.Parallel()
	o := chapter.Call(t.Context(), program.System, "flaky", "-runs", "10")
	if o.Status != 0 || strings.Count(o.Stdout, "\n") != 4 || !strings.Contains(o.Stdout, "waits 20ms, machine busy              0 of 10 failed") {
		t.Errorf("%+v", o)
	}
}

// With less sleep than the poem takes the world's test fails each time, and not now and then.
func TestTheTestInAWorldCanFail(t *testing.T) {
	for seed := range uint64(50) {
		if waits(seed, 8*time.Millisecond) || !waits(seed, 20*time.Millisecond) {
			t.Errorf("seed %d", seed)
		}
	}
}

func TestTrials(t *testing.T) {
	o := chapter.Call(t.Context(), program.System, "trials")
	_, last, _ := strings.Cut(o.Stdout, "the poem comes, again\n")
	if o.Status != 0 || strings.Count(o.Stdout, "  ok\n") != 4 || !strings.Contains(last, "the poem is not in capitals") {
		t.Errorf("%+v", o)
	}
	o = chapter.Call(t.Context(), program.System, "trials", "-strict")
	if o.Status != 1 || !strings.Contains(o.Stdout, "FAILED: ends of connections left behind: 2\n") || o.Last() != "trials: failed: 1 of 4" {
		t.Errorf("%+v", o)
	}
}

func TestLeaks(t *testing.T) {
	o := chapter.Call(t.Context(), program.System, "leaks")
	for _, want := range []string{
		"a Deferred never fired, from leaks.go:", "unhandled: the server said nothing",
		"goroutines left behind, started by slowpoetry/chapters/15-tested-poetry.untidy at leaks.go:",
	} {
		if !strings.Contains(o.Stdout, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if o.Status != 1 || o.Last() != "leaks: the test failed: errors 3" {
		t.Errorf("%+v", o)
	}
}

func TestAnInterruptEndsSeeds(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Interrupt()
		if o := w.Call("seeds", "get"); o.Status != 1 || o.Stderr != "seeds: interrupted\n" {
			t.Errorf("%+v", o)
		}
	})
}

// The table says which tests compare the world with a kernel: they exist, and those of package socket
// run on its stacks and in a world. What a row says of the world alone is tested in package sim.
func TestTheTableNamesTests(t *testing.T) {
	text, err := os.ReadFile("index.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## What the world is like")
	_, table, _ = strings.Cut(table, "\n|")
	table, _, _ = strings.Cut(table, "\n\n")
	var code strings.Builder
	for _, pattern := range []string{"../../code/socket/*_test.go", "../../code/sim/*_test.go"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			code.Write(text)
		}
	}
	alone := map[string]string{ // tests of one side only, and what their rows say of that
		"TestWhoIsIgnoredAsksAgain":          "not compared",
		"TestSilentConnectionsAreAskedAfter": "not compared",
	}
	names := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(table, -1)
	if len(names) < 10 {
		t.Errorf("the table names %d tests", len(names))
	}
	for _, name := range names {
		_, body, found := strings.Cut(code.String(), "\nfunc "+name[1]+"(t *testing.T)")
		body, _, _ = strings.Cut(body, "\n}\n")
		if !found {
			t.Errorf("there is no test %s", name[1])
		} else if alone[name[1]] == "" && !strings.Contains(body, "inEachWorld(t, ") {
			t.Errorf("%s compares nothing", name[1])
		}
	}
	for line := range strings.Lines(table) {
		for name, says := range alone {
			if strings.Contains(line, name) && !strings.Contains(line, says) {
				t.Errorf("%s runs on one side, and its row does not say %q", name, says)
			}
		}
	}
}
