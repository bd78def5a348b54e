package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"

	"slowpoetry/code/book/program"
)

func TestEveryProgramHasHelp(t *testing.T) {
	for _, p := range programs {
		if p.Name == "poetryd" { // its help has the services, too: TestTheHelpListsTheServices
			continue
		}
		one := programtest.Chapter{Title: chapter.Title, Programs: []program.Program{p}}
		one.CheckHelp(t, func(name string) string {
			if name == "hear" {
				return " [HOST:]PORT"
			}
			return ""
		})
	}
}

func TestTheHelpListsTheServices(t *testing.T) {
	help := chapter.Succeed(t, nil, "poetryd", "-h")
	for _, want := range []string{"usage: poetryd [flags] [[NAME=]SERVICE [its flags]]...\n", "\nproxy: ", "\nrecite: ", "  -from address\n", "  -poem name\n", "  -grace duration\n"} {
		if !strings.Contains(help, want) {
			t.Errorf("no %q in\n%s", want, help)
		}
	}
}

func TestAMistakeIsOneLine(t *testing.T) {
	chapter.CheckMistakes(t, map[string]string{
		"demo 3":              `demo: unexpected argument "3" (-h lists the flags)`,
		"careless 3":          `careless: unexpected argument "3" (-h lists the flags)`,
		"hear":                "hear: which servers? Name at least one, as [HOST:]PORT",
		"hear 10001 10002":    "hear: one server (-h lists the flags)",
		"log 3":               `log: unexpected argument "3" (-h lists the flags)`,
		"poetryd":             "poetryd: no service: name one, or a -config file that does (-h lists them)",
		"poetryd tide":        `poetryd: no service "tide": want one of proxy, recite`,
		"poetryd recite -x":   "poetryd: recite: flag provided but not defined: -x (-h lists the flags)",
		"poetryd -health 1 x": `poetryd: invalid value "1" for flag -health: want HOST:PORT, with a port from 0 to 65535 (-h lists the flags)`,
		"poetryd proxy":       "poetryd: proxy: want from, the address of the server that has the poem",
	})
}

func TestCarelessLeavesItsDoorsOpenAndUndoDoesNot(t *testing.T) {
	for name, state := range map[string]string{"careless": "open", "undo": "closed"} {
		out := chapter.Succeed(t, new(sim.Network), name)
		if !strings.HasSuffix(out, "the door of kettle is "+state+"\nthe door of tide is "+state+"\n") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

func TestTheLogGoesToAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	o := chapter.Call(t.Context(), new(sim.Network), "log", "-file", path)
	text, err := os.ReadFile(path)
	if o.Status != 0 || strings.Count(o.Stderr, "\n") != 1 || !strings.HasSuffix(o.Stderr, "INFO this is before the log is set up\n") ||
		err != nil || bytes.Count(text, []byte("\n")) != 4 {
		t.Errorf("%+v, %v\n%s", o, err, text)
	}
}

// perform plays the demo in a world, and returns what it printed.
func perform(t *testing.T, c sim.Conditions, grace time.Duration) (*play, string, error) {
	t.Helper()
	world := sim.NewWorld(c)
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out bytes.Buffer
	p := &play{env: &program.Env{Stdout: &out, Stderr: io.Discard}, reactor: r, run: trace.NewOn(world.Now), ports: [3]int{10001, 10002, 10003}}
	err = p.perform(t.Context(), grace)
	return p, out.String(), err
}

func TestTheDemo(t *testing.T) {
	_, out, err := perform(t, sim.Conditions{}, time.Minute)
	for _, want := range []string{
		"tide running\nkettle starting\nkettle running\ncopy starting\ncopy running\neverything runs",
		"'- copy          running   a copy of 127.0.0.1:10001 on 127.0.0.1:10003",
		"copy stopping\ncopy stopped\nkettle stopping\nkettle stopped\ntide stopping\na late client is refused\nclient has heard 476 bytes, then EOF\ntide stopped\n",
	} {
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("%v: no %q in\n%s", err, want, out)
		}
	}
	if _, out, err := perform(t, sim.Conditions{}, 100*time.Millisecond); err == nil || err.Error() != "poems: tide: listeners cut off: 1" {
		t.Errorf("with a short deadline: %v\n%s", err, out)
	}
}

// Whatever the network does, the tree starts whole or not at all, and ends.
func TestTheTreeInAThousandWorlds(t *testing.T) {
	whole, cut := 0, 0
	for seed := range uint64(1000) {
		c := sim.Conditions{
			Seed: seed, MaxLatency: 30 * time.Millisecond, Segment: 100, Split: 0.3, Merge: 0.3, Spurious: 0.1,
			Trouble: sim.Trouble{Refuse: 0.1, Break: 0.02},
		}
		world := sim.NewWorld(c)
		r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
		if err != nil {
			t.Fatal(err)
		}
		p := &play{env: &program.Env{Stdout: io.Discard, Stderr: io.Discard}, reactor: r, run: trace.NewOn(world.Now), ports: [3]int{10001, 10002, 10003}}
		r.CallLater(time.Minute, func() { r.Stop() })
		failed := p.perform(t.Context(), time.Second)
		if failed != nil {
			cut++
		} else {
			whole++
		}
		for n := range p.root.Walk() {
			if n.State.String() != "stopped" {
				t.Errorf("seed %d: %s is %v at the end: %v", seed, n.Name(), n.State, failed)
			}
		}
		if now := world.Now(); now > 2*time.Minute {
			t.Errorf("seed %d: it takes %v", seed, now)
		}
		for port := 10001; port <= 10003; port++ { // what is still open takes no second listener
			l, err := world.Listen(net.JoinHostPort("127.0.0.1", []string{"10001", "10002", "10003"}[port-10001]))
			if err != nil {
				t.Errorf("seed %d: port %d is still open", seed, port)
				continue
			}
			l.Close()
		}
		r.Close()
	}
	if whole < 100 || cut < 100 {
		t.Errorf("%d runs ended well, and %d did not: too few of one kind", whole, cut)
	}
}
