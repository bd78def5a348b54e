package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slowpoetry/code/book/program"
	"strings"
	"testing"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(string) string { return "" })
}

func TestAMistakeIsOneLine(t *testing.T) {
	chapter.CheckMistakes(t, map[string]string{
		"model": `no program "model" here: there are models, crossover, goroutines`,

		"models -jobs 0":         "models: -jobs is a number from 1 to 20",
		"models -jobs 21":        "models: -jobs is a number from 1 to 20",
		"models -jobs few":       `models: invalid value "few" for flag -jobs`,
		"models -pieces 0":       "models: -pieces is a number from 1 to 1000",
		"models -pieces 1001":    "models: -pieces is a number from 1 to 1000",
		"models -work 0":         "models: -work must be more than nothing, and -wait no less",
		"models -work -1s":       "models: -work must be more than nothing, and -wait no less",
		"models -work 5":         `models: invalid value "5" for flag -work`,
		"models -wait -1s":       "models: -work must be more than nothing, and -wait no less",
		"models -work 25h":       "models: -work and -wait are a day at most",
		"models -wait 25h":       "models: -work and -wait are a day at most",
		"models -processors 0":   "models: -processors is 1 at least",
		"models -rude 4":         "models: -rude is the number of a job, or 0 for none",
		"models -rude -1":        "models: -rude is the number of a job, or 0 for none",
		"models -polite":         "models: flag provided but not defined: -polite (-h lists the flags)",
		"models 3":               `models: unexpected argument "3" (-h lists the flags)`,
		"models -trace no/where": `models: invalid value "no/where" for flag -trace`,

		"crossover -jobs 0":       "crossover: -jobs is a number from 1 to 1000",
		"crossover -jobs 1001":    "crossover: -jobs is a number from 1 to 1000",
		"crossover -pickup -1ns":  "crossover: -pickup is a time from nothing to a day",
		"crossover -pickup 25h":   "crossover: -pickup is a time from nothing to a day",
		"crossover -processors 0": "crossover: -processors is 1 at least",
		"crossover 4":             `crossover: unexpected argument "4" (-h lists the flags)`,

		"goroutines -jobs 0":           "goroutines: -jobs is a number from 1 to 1000",
		"goroutines -jobs 1001":        "goroutines: -jobs is a number from 1 to 1000",
		"goroutines -work -1s":         "goroutines: -work and -wait are a time from nothing to a day",
		"goroutines -wait -1s":         "goroutines: -work and -wait are a time from nothing to a day",
		"goroutines -sleepers 0":       "goroutines: -sleepers is a number from 1000 to 1000000",
		"goroutines -sleepers 1000001": "goroutines: -sleepers is a number from 1000 to 1000000",
		"goroutines all":               `goroutines: unexpected argument "all" (-h lists the flags)`,
	})
}

func TestTheFirstProgramIsModels(t *testing.T) {
	if got, want := chapter.Succeed(t, program.System), chapter.Succeed(t, program.System, "models"); got != want {
		t.Errorf("without a name:\n%s\nwith one:\n%s", got, want)
	}
}

func TestATraceHasTheThreeModelsSideBySide(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	chapter.Succeed(t, program.System, "models", "-jobs", "2", "-trace", file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var written struct {
		TraceEvents []struct {
			Name  string
			Phase string `json:"ph"`
			Args  struct{ Name string }
		}
	}
	if err := json.Unmarshal(text, &written); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var tasks []string
	for _, e := range written.TraceEvents {
		if e.Phase == "M" && e.Name == "thread_name" {
			tasks = append(tasks, e.Args.Name)
		}
	}
	want := "one after another, job 1; one after another, job 2; a thread each, job 1; a thread each, job 2; " +
		"interleaved by hand, job 1; interleaved by hand, job 2"
	if got := strings.Join(tasks, "; "); got != want {
		t.Errorf("the trace has\n%s\nwant\n%s", got, want)
	}
}

// The longest times that the flags allow, for the most jobs: their sum is a time still.
func TestTheLongestTimesAddUp(t *testing.T) {
	run := oneAfterAnother.do(alike(20, job{pieces: 1000, work: longest, wait: longest}))
	if got, want := run.Duration(), 20*1999*longest; got != want {
		t.Errorf("models: %v, want %v", got, want)
	}
	costly := machine{processors: 1, pickUp: longest}
	run = costly.do(alike(1000, job{pieces: 10, work: 100 * ms}))
	if got, want := run.Duration(), 10_000*(longest+100*ms); got != want {
		t.Errorf("crossover: %v, want %v", got, want)
	}
}
