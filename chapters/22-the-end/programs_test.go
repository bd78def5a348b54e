package main

import (
	"context"
	"log/slog"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

func TestEveryProgramHasHelp(t *testing.T) {
	chapter.CheckHelp(t, func(name string) string {
		switch name {
		case "ask":
			return " [HOST:]PORT POEM [CHANGE]"
		case "issue":
			return " ROLE/NAME"
		}
		return ""
	})
}

func TestAMistakeIsOneLine(t *testing.T) {
	chapter.CheckMistakes(t, map[string]string{
		"demo 3":               `demo: unexpected argument "3" (-h lists the flags)`,
		"demo -cluster 2":      "demo: -cluster is 1 or 3: two servers cannot agree when one is lost",
		"ask":                  "ask: ask where, and for which poem? (-h lists the flags)",
		"ask -by post 1 tide":  `ask: there is no protocol "post": there are tcp, netstring, json, events`,
		"ask x tide":           `ask: "x" is no address: write [HOST:]PORT, with a port from 1 to 65535`,
		"work":                 "work: work for whom? Name the NATS servers with -nats",
		"dead":                 "dead: whose? Name the NATS servers with -nats",
		"issue reader/ada":     "issue: a certificate for whom, and from which -secure folder?",
		"chaos 3":              `chaos: unexpected argument "3" (-h lists the flags)`,
		"fleet -requests many": `fleet: invalid value "many" for flag -requests: parse error (-h lists the flags)`,
		"serve -delay quickly": `serve: invalid value "quickly" for flag -delay: parse error (-h lists the flags)`,
		"cost tide":            `cost: unexpected argument "tide" (-h lists the flags)`,
		"refused everybody":    `refused: unexpected argument "everybody" (-h lists the flags)`,
	})
}

func TestTheDemo(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("demo", "-memory")
		for _, want := range []string{
			"the queue is kept by this process, in memory\n",
			"by tcp        tide              476 bytes: Slack Water\n",
			"by netstring  nightshift drawl  ",
			"by json       linesman lower    ",
			"by events     kettle drawl      ",
			"an editor     kettle acrostic   the workers have given it up\n",
			"a dead letter: acrostic of The Kettle: panic: ",
			"\nworker 1 ", "\nworker 2 ", "\nby events ",
		} {
			if o.Status != 0 || !strings.Contains(o.Stdout, want) {
				t.Errorf("%q is missing in %+v", want, o)
			}
		}
	})
}

func TestServeAndAsk(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		server := w.Start("serve", "-memory", "-tcp", "127.0.0.1:10001", "-netstring", "127.0.0.1:10002", "-web", "127.0.0.1:10003")
		want := strings.ToLower(programtest.TextOf(t, "tide"))
		for by, port := range map[string]string{"tcp": "10001", "netstring": "10002", "json": "10003", "events": "10003"} {
			if o := w.Call("ask", "-by", by, port, "tide", "lower"); o.Status != 0 || o.Stdout != want {
				t.Errorf("by %s: %+v", by, o)
			}
		}
		if o := w.Call("ask", "10003", "tide", "upper"); o.Status != 1 || o.Stderr != "ask: no change is called \"upper\": there are acrostic, drawl, lower\n" {
			t.Errorf("%+v", o)
		}
		w.Interrupt()
		if o := server.Outcome(); o.Status != 0 || o.Stdout != "Serving tcp on 127.0.0.1:10001, netstring on 127.0.0.1:10002, web on 127.0.0.1:10003\n" {
			t.Errorf("%+v", o)
		}
	})
}

// All protocols over mutual TLS, which none of them knows of.
func TestServeAndAskInSecret(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "authority")
	for _, who := range []string{"reader/ada", "critic/bob"} {
		if o := chapter.Call(t.Context(), new(sim.Network), "issue", "-secure", dir, who); o.Status != 0 || o.Stdout != who+" has a certificate for 24h0m0s\n" {
			t.Fatalf("%+v", o)
		}
	}
	var n sim.Network
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan doors), make(chan error, 1)
	h := &house{env: &program.Env{Net: &n, Stderr: t.Output()}, log: slog.New(slog.DiscardHandler), queue: work.NewMemory(lease), workers: 1, pace: poem.Pace{Bytes: 100}}
	stopRenewing, err := h.secure(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer stopRenewing()
	go func() {
		ended <- h.run(ctx, doors{"127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"}, func(at doors) { ready <- at })
	}()
	at := <-ready
	for by, address := range map[string]string{"tcp": at.tcp, "netstring": at.netstring, "json": at.web, "events": at.web} {
		args := []string{"ask", "-by", by, address, "tide", "lower", "-secure", dir}
		if o := chapter.Call(t.Context(), &n, args...); o.Status != 0 || o.Stdout != strings.ToLower(programtest.TextOf(t, "tide")) {
			t.Errorf("by %s: %+v", by, o)
		}
		if o := chapter.Call(t.Context(), &n, append(args, "-as", "critic/bob")...); o.Status != 1 || !strings.Contains(o.Stderr, "tls: bad certificate") {
			t.Errorf("by %s, a critic: %+v", by, o)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "refused")
	if o.Status != 0 || strings.Count(o.Stdout, "remote error: tls: bad certificate") != 6 || !strings.Contains(o.Stdout, "a good one                  slack water") {
		t.Errorf("%+v", o)
	}
}

func TestFaultyClientsDoNotDisturbTheOthers(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "fleet", "-requests", "100")
	for _, by := range []string{"tcp", "netstring", "json", "events"} {
		if o.Status != 0 || !strings.Contains(strings.Join(strings.Fields(o.Stdout), " "), by+" 100 80 0 20") {
			t.Errorf("%s: %+v", by, o)
		}
	}
}

// printed prints a small anthology over a queue, and counts what is in it.
func printed(t *testing.T, q work.Queue, change func(a *anthology)) (count, *anthology) {
	t.Helper()
	var out strings.Builder
	a := &anthology{queue: q, pages: 60, workers: 4, lease: 300 * time.Millisecond, deadly: 0.1, patient: 20 * time.Second,
		random: rand.New(rand.NewPCG(1, 2)), died: map[string]int{}, changed: map[string]int{}, out: &out, say: t.Logf}
	change(a)
	if _, err := a.print(t.Context()); err != nil {
		t.Fatal(err)
	}
	return countPages(out.String(), a.pages), a
}

// Workers die at each step, and no page is lost or printed twice.
func TestAnAnthologyIsWholeThoughItsWorkersDie(t *testing.T) {
	t.Parallel()
	q, err := keepByNATS(t.Context(), "", 1, 300*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.close)
	for name, q := range map[string]work.Queue{"memory": work.NewMemory(300 * time.Millisecond), "NATS": q} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, a := printed(t, q, func(*anthology) {})
			if c != (count{printed: 60}) {
				t.Errorf("%+v", c)
			}
			if steps := slices.Sorted(maps.Keys(a.died)); !slices.Equal(steps, []string{"changed", "stored", "taken"}) {
				t.Errorf("workers died when %v", steps)
			}
			if slices.Max(slices.Collect(maps.Values(a.changed))) < 2 {
				t.Error("no job was done twice: the test shows nothing")
			}
		})
	}
}

// A queue that takes a job off too early loses pages. That is what it is there for.
func TestAHastyQueueLosesPages(t *testing.T) {
	t.Parallel()
	c, _ := printed(t, hasty{work.NewMemory(300 * time.Millisecond)}, func(a *anthology) { a.patient = 500 * time.Millisecond })
	if c.lost == 0 || c.twice > 0 || c.lost+c.printed != 60 {
		t.Errorf("%+v", c)
	}
}

func TestPagesAreCounted(t *testing.T) {
	if c := countPages("page 1\n\nx\fpage 3\n\nx\fpage 1\n\nx\fpage\f", 3); c != (count{printed: 3, lost: 1, twice: 1}) {
		t.Errorf("%+v", c)
	}
}

func TestTheCostIsMeasured(t *testing.T) {
	o := chapter.Call(t.Context(), new(sim.Network), "cost", "-n", "5", "-cluster", "1")
	if o.Status != 0 || strings.Count(o.Stdout, " µs") != 3 {
		t.Errorf("%+v", o)
	}
}
