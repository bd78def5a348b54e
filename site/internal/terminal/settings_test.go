package terminal

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
)

// inCell returns what an expression is in the page, given scripts of js/cell that need no page.
func inCell[T any](t *testing.T, expression string) (value T) {
	t.Helper()
	scripts, err := filepath.Abs("../../assets/js/cell")
	if err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command("node", "--no-warnings", "--input-type=module", "-e", strings.ReplaceAll(`
		import * as ranges from "file://SCRIPTS/ranges.js";
		import * as link from "file://SCRIPTS/link.js";
		import { off } from "file://SCRIPTS/guess.js";
		console.log(JSON.stringify(`, "SCRIPTS", filepath.ToSlash(scripts))+expression+"))").CombinedOutput()
	if err == nil {
		err = json.Unmarshal(output, &value)
	}
	if err != nil {
		t.Fatalf("%s: %v: %s", expression, err, output)
	}
	return value
}

// What a slider moves is a flag of some program of the book.
func TestEverySliderMovesAFlag(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	defined := map[string]bool{}
	flag := regexp.MustCompile(`\.(?:Duration|DurationVar|Int|IntVar|Func)\((?:flags, )?(?:&?[\w.]+, )?"([a-z]+)"`)
	for _, dir := range []string{"chapters", "code/book"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.Contains(path, "exercises") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, match := range flag.FindAllStringSubmatch(string(text), -1) {
				defined[match[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	names := inCell[[]string](t, `Object.keys(ranges.ranges)`)
	if len(names) < 10 {
		t.Errorf("there are only %d sliders: %v", len(names), names)
	}
	for _, name := range names {
		if !defined[name] {
			t.Errorf("-%s is no flag of any program", name)
		}
	}
	if out := inCell[[]string](t, `Object.entries(ranges.ranges).filter(([, stops]) => stops.some((stop, i) => !(ranges.amount(stop) > (i ? ranges.amount(stops[i - 1]) : -1)))).map(([name]) => name)`); len(out) > 0 {
		t.Errorf("the stops of %v are not in order", out)
	}
}

func TestFlagsAreReadFromTheHelpOfAProgram(t *testing.T) {
	help, _ := json.Marshal("usage: serve [flags]\n  -bytes n\n    \tsend pieces of n bytes (default 10)\n  -delay duration\n    \trest for this duration\n    \tbetween two (default 700ms)\n" +
		"  -away duration\n    \tpretend (default not at all)\n  -host address\n    \tlisten on this (default \"127.0.0.1\")\n  -verbose\n    \tsay who comes\n")
	const command = "go run ./chapters/x serve -port 10001 -delay 100ms"
	got := inCell[[]map[string]any](t, `ranges.settings("`+command+`", "`+command+`", ranges.flags(`+string(help)+`)).map(({ name, value, stops }) => ({ name, value, first: stops[0] }))`)
	want := `[{"first":"10ms","name":"delay","value":"100ms"},{"first":"10","name":"bytes","value":"10"},{"first":"0s","name":"away","value":"0s"}]`
	if text, _ := json.Marshal(got); string(text) != want {
		t.Errorf("got %s\nwant %s", text, want)
	}
	if n := inCell[int](t, `ranges.settings("go run ./chapters/x cost", "", { n: "200000" }).length`); n != 0 {
		t.Error("a flag that is out of the slider's range has a slider")
	}
}

func TestSettingsAreWrittenIntoCommands(t *testing.T) {
	compare(t, map[string]string{
		`ranges.write("go run ./chapters/x serve -delay 100ms -bytes 5", "delay", "2s")`: "go run ./chapters/x serve -delay 2s -bytes 5",
		`ranges.write("go run ./chapters/x serve --delay=100ms", "delay", "2s")`:         "go run ./chapters/x serve --delay=2s",
		`ranges.write("go run ./chapters/x get 10001 10002", "patience", "1s")`:          "go run ./chapters/x get -patience 1s 10001 10002",
		`ranges.write("go run ./chapters/x drift", "work", "5ms")`:                       "go run ./chapters/x drift -work 5ms",
		`ranges.ask("go run ./chapters/x get 10001 10002", "get 10001 10002 10003", 3)`:  "go run ./chapters/x get 10001 10002 10003",
		`ranges.ask("go run ./chapters/x get 10001 10002", "get 10001 10002 10003", 1)`:  "go run ./chapters/x get 10001",
		`link.pack(3, new Map([["kettle delay", "300ms"], [" work", "5ms"]]))`:           "run=3&kettle.delay=300ms&.work=5ms",
	})
}

// A link sets what a slider could have set, and nothing else.
func TestALinkCarriesSettings(t *testing.T) {
	compare(t, map[string]string{
		unpack("#run=3&kettle.delay=300ms&.work=5ms&get.poems=2"): `[3,[["kettle delay","300ms"],[" work","5ms"],["get poems","2"]]]`,
		unpack("#run=0&kettle.delay=1h"):                          `[0,[]]`,
		unpack("#run=0&kettle.port=80&get.delay=1s;rm"):           `[0,[]]`,
		unpack("#run=0&kettle.constructor=1"):                     `[0,[]]`,
		unpack("#run=x&kettle.delay=300ms"):                       `null`,
		unpack("#edit=abc"):                                       `null`,
	})
}

// unpack is an expression for what a fragment says, as JSON.
func unpack(fragment string) string {
	return `JSON.stringify(((one) => one ? [one.number, [...one.moved]] : null)(link.unpack("` + fragment + `")))`
}

// compare evaluates expressions in the page, all at once.
func compare(t *testing.T, want map[string]string) {
	t.Helper()
	expressions := slices.Sorted(maps.Keys(want))
	for i, got := range inCell[[]string](t, "["+strings.Join(expressions, ",\n")+"]") {
		if got != want[expressions[i]] {
			t.Errorf("%s is %q, want %q", expressions[i], got, want[expressions[i]])
		}
	}
}

func TestARunSaysHowFarOffAGuessWas(t *testing.T) {
	compare(t, map[string]string{
		"off(9, 9.06)":    "You guessed 9.0 s: that is it.",
		"off(5, 9.06)":    "You guessed 5.0 s, and it took 4.1 s longer.",
		"off(3, 9.06)":    "You guessed 3.0 s, and it took 3.0 times as long.",
		"off(20, 9.06)":   "You guessed 20.0 s, which is 2.2 times as long.",
		"off(10, 9.06)":   "You guessed 10.0 s, and it took 0.94 s less.",
		"off(0, 0.3)":     "You guessed 0.00 s, and it took 30 times as long.",
		"off(0.5, 0.251)": "You guessed 0.50 s, and it took 0.25 s less.",
	})
}
