package pages

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"slowpoetry/site/internal/need"
)

// momentsIn runs scripts, each with what the player knows of a run, and returns what each puts out.
func momentsIn(t *testing.T, scripts []string) (got []any) {
	t.Helper()
	module, err := filepath.Abs("../../assets/js/cell/moments.js")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), need.Get(t, need.Command("node")), "--no-warnings", "--input-type=module", "-e",
		`import { Moments, innermostOf, nameOf, placeOf, sentence } from "file://`+filepath.ToSlash(module)+`";
		const loop = { function: "reactor.Reactor.turn", file: "code/reactor/loop.go", line: 60, ours: false };
		const run = { function: "get", file: "chapters/x/get.go", line: 20, ours: true };
		const tick = { function: "clock.tick", file: "chapters/x/get.go", line: 41, ours: true };
		const known = () => {
			const moments = new Moments([true, false]);
			const add = (at, task, kind, stack, calls, more) => moments.add({ command: 1, at, task, kind, stack, calls, ...more });
			moments.add({ command: 0, at: 0, task: "server", kind: "run", stack: 1, calls: [run] });
			add(0, "poem", "wait", 1);
			add(0, "clock", "pend", 1, undefined, { id: 7, due: 50, note: "clock.tick" });
			add(0, "", "pend", 1, undefined, { id: 8, note: "a Deferred" });
			add(10, "reactor", "wait", 2, [loop, run]);
			add(60, "later", "ready", 2);
			add(50, "clock", "settle", 2, undefined, { id: 7 });
			add(50, "clock", "run", 3, [tick, loop, run]);
			add(70, "silent", "run");
			return moments;
		};
		const all = [];
		const out = (value) => all.push(value);
		`+"{ const moments = known();\n"+strings.Join(scripts, "\n}\n{ const moments = known();\n")+"\n}\nconsole.log(JSON.stringify(all))")
	output, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	if err := json.Unmarshal(output, &got); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	if len(got) != len(scripts) {
		t.Fatalf("%d of %d scripts have put out something: %s", len(got), len(scripts), output)
	}
	return got
}

// The player goes from event to event, knows what is parked and pending at each, and when a line was at work.
func TestThePlayerKnowsTheStackAtEachMoment(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, script, want string }{
		{"what is in the foreground is shown, in order of time",
			`out(moments.at(Infinity) && moments.steps.map(({ event }) => event.at + " " + event.kind))`,
			`["0 wait", "0 pend", "0 pend", "10 wait", "50 run", "60 ready"]`},
		{"another command can be", `moments.follow(0); moments.at(0); out([moments.commands(), moments.state(0).event.command, moments.steps.length])`, `[[0, 1], 0, 1]`},
		{"a moment has its last step", `out([-1, 0, 9, 10, 49, 1000].map((at) => moments.at(at)))`, `[-1, 2, 2, 3, 3, 5]`},
		{"steps on and back", `out([moments.next(-1), moments.next(2), moments.next(5) ?? null, moments.next(2, -1), moments.next(0, -1) ?? null])`, `[0, 3, null, 1, null]`},
		{"steps over a library", `out([moments.next(2, 1, true), moments.next(4, 1, true) ?? null, moments.next(4, -1, true)])`, `[4, null, 2]`},
		{"what is parked while the loop waits",
			`const s = moments.state(3, 20); out([s.frames.map(nameOf), s.parked.map(({ task, kind }) => task + " " + kind), s.pending.map(({ task, due, late }) => [task, due, late])])`,
			`[["turn", "get"], ["poem wait", "a Deferred result"], [["clock.tick", 50, false]]]`},
		{"what is due waits for its turn", `out(moments.state(3, 55).pending.map(({ late }) => late))`, `[true]`},
		{"what has come is not pending", `const s = moments.state(5, 60); out([s.parked.map(({ task }) => task), s.pending.map(({ task }) => task)])`, `[["poem", "reactor", "a Deferred"], []]`},
		{"when a line was at work", `out([moments.work(tick.file, 41), moments.work(run.file, 20), moments.work(loop.file, 60), moments.work(run.file, 1)])`, `[[50], [0, 0, 0, 10, 60], [10, 50, 60], []]`},
		{"what is said of a moment", `out(sentence(350e6, moments.state(4).frames))`, `"at 0.35 seconds: tick, get.go line 41, called by turn, called by get"`},
		{"names of functions", `out(["get.func1", "main.get.func1.2", "loop.run", "a.gowrap1", "deferred.Deferred[...].Callback", "main.wait[...]", "main.wait[...].func1"].map((f) => nameOf({ function: f })))`, `["get.func1", "get.func1.2", "run", "a.gowrap1", "Callback", "wait", "wait.func1"]`},
		{"no steps, nothing on the stack", `const none = new Moments(); none.add({ command: 0, at: 1, task: "a", kind: "run" }); out([none.at(5), none.state(-1, 5).frames, sentence(0, []), innermostOf([]), placeOf({})])`, `[-1, [], "at 0.00 seconds: nothing is on the stack", {}, ""]`},
	}
	var scripts []string
	for _, test := range tests {
		scripts = append(scripts, test.script)
	}
	for i, got := range momentsIn(t, scripts) {
		var want any
		if err := json.Unmarshal([]byte(tests[i].want), &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %v\nwant %v", tests[i].name, got, want)
		}
	}
}

// The page and the terminal (trace.Steps) see the same: both are tested with one file.
func TestThePlayerShowsWhatTheTerminalDoes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(repository(t), "code", "trace", "testdata", "steps.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Own    []int `json:"own"`
		States []any `json:"states"`
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	got := inNode[struct {
		Own    []int
		States []any
	}](t, "cell/moments.js", "Moments, placeOf", `({ calls, events, own, states }) => {
		const moments = new Moments();
		const told = new Set();
		for (const event of events) {
			moments.add({ command: 0, ...event, calls: told.has(event.stack) ? undefined : calls[event.stack] });
			told.add(event.stack);
		}
		const words = ({ task, kind, since, due, late, frame }) => task + ": "
			+ (kind === "due" ? "due " + due + (late ? ", late" : "") : kind + " since " + since)
			+ (frame ? " " + placeOf(frame) : "");
		const saw = states.map(({ moment }) => {
			const step = moments.at(moment);
			if (step < 0) return { moment, step };
			const { event, parked, pending } = moments.state(step, moment);
			return { moment, step, event: event.task + " " + event.kind, parked: parked.map(words), toCome: pending.map(words) };
		});
		const ours = [];
		for (let step = -1; (step = moments.next(step, 1, true)) !== undefined;) ours.push(step);
		return { Own: ours, States: saw };
	}`, json.RawMessage(text))
	if !reflect.DeepEqual(got.Own, want.Own) {
		t.Errorf("of our own code are the steps %v, want %v", got.Own, want.Own)
	}
	if !reflect.DeepEqual(got.States, want.States) {
		t.Errorf("got  %v\nwant %v", got.States, want.States)
	}
}
