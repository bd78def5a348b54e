package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/sim"
)

func TestACrowdIsServedByBothModels(t *testing.T) {
	t.Parallel()
	o := programtest.Start(t, "crowd", "-n", "50", "-delay", "100ms", "-seconds", "2").Outcome()
	row := regexp.MustCompile(`^ *(reactor|goroutines) +([0-9.]+) % +[0-9.]+ ms +[0-9.]+ ms +[0-9.]+ s +(-?[0-9]+ B|unknown) *$`)
	lines := strings.Split(strings.TrimSuffix(o.Stdout, "\n"), "\n")
	if o.Status != 0 || len(lines) != 3 || strings.Count(o.Stderr, ": 50 clients are there, measuring for 2s\n") != 2 {
		t.Fatalf("got %+v", o)
	}
	for i, model := range []string{"reactor", "goroutines"} {
		found := row.FindStringSubmatch(lines[i+1])
		var delivered float64
		if found == nil || found[1] != model {
			t.Fatalf("row %d is %q", i, lines[i+1])
		}
		// On a busy machine some come too late to count, but not nearly all.
		if fmt.Sscan(found[2], &delivered); delivered < 30 || delivered > 110 {
			t.Errorf("%s delivered %v %%", model, delivered)
		}
		if runtime.GOOS == "linux" && found[3] == "unknown" {
			t.Error("Linux tells how much memory a process has")
		}
	}
}

func TestAMistakeWithTheCrowdIsOneLine(t *testing.T) {
	for line, want := range map[string]string{
		"crowd 10001":                "crowd: unexpected argument \"10001\" (-h lists the flags)\n",
		"crowd -n 0":                 "crowd: -n is a number from 1 to 20000\n",
		"crowd -n 20001":             "crowd: -n is a number from 1 to 20000\n",
		"crowd -model threads":       "crowd: -model is reactor, goroutines or both\n",
		"crowd -delay 0s":            "crowd: -delay is a duration from 1ms to 1m\n",
		"crowd -seconds 0.05":        "crowd: -seconds is a number from 0.1 to 3600\n",
		"crowd-serve -model threads": "crowd-serve: -model is reactor or goroutines\n",
		"hog -n 0":                   "hog: -n is a number from 1 to 100\n",
		"crowd-serve -delay -1s":     "crowd-serve: -delay is more than nothing\n",
	} {
		o := chapter.Call(t.Context(), new(sim.Network), strings.Fields(line)...)
		if o.Status != 2 || o.Stdout != "" || o.Stderr != want {
			t.Errorf("%s: %+v, want %q", line, o, want)
		}
	}
}

// A busy machine may take minutes to bring a crowd together. It is given up when no client comes.
func TestACrowdIsGivenUpWhenNoneCome(t *testing.T) {
	for _, last := range []time.Duration{80 * time.Second, 95 * time.Second} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			e := &experiment{env: &program.Env{Net: &w.Net}, clients: 4, delay: time.Second}
			r, err := setup.Reactor(e.env)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			a := &audience{experiment: e, reactor: r}
			a.lookAround(0)
			for _, at := range []time.Duration{25 * time.Second, 50 * time.Second, 60 * time.Second, last} {
				r.CallLater(at, func() { a.here++ })
			}
			r.CallLater(10*time.Minute, func() { r.Stop() })
			r.Run(t.Context())
			switch late := last > 93*time.Second; { // we look after 31, 62 and 93 seconds
			case !late && a.failed != nil:
				t.Error(a.failed)
			case late && (a.failed == nil || a.failed.Error() != "1 of 4 clients have heard nothing"):
				t.Errorf("the last comes after %v: %v", last, a.failed)
			}
		})
	}
}

// What a client hears is the poem from its beginning, over and over, and when it was due.
func TestEveryDripHasItsTimeAndItsPiece(t *testing.T) {
	poem, err := poetry.Find("kettle")
	if err != nil {
		t.Fatal(err)
	}
	r := recital{poem.Text, 100 * time.Millisecond}
	p := place{due: 1000}
	var heard []byte
	for i := range 200 {
		var d drip
		r.next(&p, &d)
		if want := 1000 + int64(i)*int64(r.delay); d.due() != want {
			t.Fatalf("drip %d is due at %d, want %d", i, d.due(), want)
		}
		heard = append(heard, bytes.TrimRight(d[8:], "\x00")...) // the last piece may be short
	}
	again := bytes.Repeat(poem.Text, 1+len(heard)/len(poem.Text))
	if !bytes.HasPrefix(again, heard) {
		t.Errorf("heard %q", heard)
	}
}

// However the network cuts them, drips are counted once, and those outside the time that is
// measured are not.
func TestDripsAreCountedHoweverTheyAreCut(t *testing.T) {
	r := recital{[]byte("poem"), time.Second}
	start := time.Now().UnixNano()
	p := place{due: start - 5*int64(time.Second)}
	var all []byte
	for range 20 {
		var d drip
		r.next(&p, &d)
		all = append(all, d[:]...)
	}
	for size := 1; size < len(all); size++ {
		a := &audience{experiment: &experiment{clients: 2}, from: start - 3*int64(time.Second), to: start}
		c := &crowdClient{audience: a}
		for piece := range slices.Chunk(all, size) {
			c.DataReceived(piece)
		}
		if len(a.delays) != 3 || a.here != 1 || a.late(0) < time.Second || a.late(1) < 3*time.Second {
			t.Fatalf("in pieces of %d bytes: %v, %d here", size, a.delays, a.here)
		}
	}
}

func TestLateIsTheDelayOfAPartOfAllDrips(t *testing.T) {
	a := &audience{experiment: &experiment{clients: 10, delay: time.Second, length: time.Second}}
	if a.late(0.5) != 0 || a.delivered() != 0 {
		t.Errorf("of none: %v, %v", a.late(0.5), a.delivered())
	}
	for i := range 11 {
		a.delays = append(a.delays, time.Duration((i*7)%11))
	}
	if a.late(0.5) != 5 || a.late(0.99) != 9 || a.late(1) != 10 || a.delivered() != 1.1 {
		t.Errorf("got %v, %v, %v, %v", a.late(0.5), a.late(0.99), a.late(1), a.delivered())
	}
}

// The server must not outlive its parent, whatever becomes of that.
func TestTheServerOfACrowdEndsWithItsStandardInput(t *testing.T) {
	t.Parallel()
	for model := range recitals {
		stdin, ours, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer stdin.Close()
		p := programtest.NewProcess(t, programtest.Binary(t), "crowd-serve", "-model", model)
		p.Cmd.Stdin = stdin
		p.Start()
		p.Await(p.Stdout, "Serving a crowd on 127.0.0.1:")
		_, address, _ := strings.Cut(strings.TrimSpace(p.Stdout.String()), " on ")
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.ReadFull(conn, new(drip)[:]); err != nil {
			t.Fatalf("%s: %v", model, err)
		}
		ours.Close()
		if o := p.Outcome(); o.Status != 0 || o.Stderr != "" {
			t.Errorf("%s: %+v", model, o)
		}
	}
}
