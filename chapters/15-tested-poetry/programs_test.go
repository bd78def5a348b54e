package main

import (
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
		"shrink":             `no program "shrink" here: there are seeds, replay, flaky, trials`,
		"seeds -worlds -1":   `seeds: invalid value "-1" for flag -worlds: `,
		"seeds put":          `seeds: one client, please, of get, get-blocking, get-hasty, get-hopeful`,
		"seeds get get":      `seeds: one client, please, of `,
		"replay":             `replay: which world? seeds finds one that breaks a client`,
		"replay first":       `replay: "first" is not the number of a world`,
		"replay 1 put":       `replay: one client, please, of `,
		"flaky -runs 0":      `flaky: a test that runs 0 times: -runs`,
		"flaky -nap forever": `flaky: invalid value "forever" for flag -nap: `,
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

func TestFlakyNeedsNoLuckInAWorld(t *testing.T) {
	o := chapter.Call(t.Context(), program.System, "flaky", "-runs", "20")
	if o.Status != 0 || strings.Count(o.Stdout, "\n") != 4 || !strings.Contains(o.Stdout, "on its own clock          0 of 20 failed") {
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

func TestAnInterruptEndsSeeds(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Interrupt()
		if o := w.Call("seeds", "get"); o.Status != 1 || o.Stderr != "seeds: interrupted\n" {
			t.Errorf("%+v", o)
		}
	})
}
