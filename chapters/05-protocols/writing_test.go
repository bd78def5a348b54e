package main

import (
	"fmt"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestLoseConnectionLosesNothingAndAbortDoes(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("goodbyes")
		lose, abort, _ := strings.Cut(o.Stdout, "\n")
		if want := fmt.Sprintf("LoseConnection: wrote %d bytes, %[1]d came, and then: EOF", len(speech)); o.Status != 0 || lose != want {
			t.Errorf("%+v, want %q", o, want)
		}
		var wrote, came int
		if _, err := fmt.Sscanf(abort, "Abort: wrote %d bytes, %d came, and then:", &wrote, &came); err != nil || came >= wrote {
			t.Errorf("%q: %v", abort, err)
		}
		if !strings.HasSuffix(abort, "connection reset by peer\n") {
			t.Errorf("%q", abort)
		}
	})
}

func TestAProducerKeepsTheBasinLow(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("pour", "-size", "2048")
		heedless, producer, _ := strings.Cut(o.Stdout, "\n")
		var wrote, pauses, most int
		if _, err := fmt.Sscanf(heedless, "heedless: wrote %d KiB, paused %d times; at most %d KiB were waiting",
			&wrote, &pauses, &most); err != nil || wrote != 2048 || pauses != 0 || most < 1024 {
			t.Errorf("%q: %v", heedless, err)
		}
		if _, err := fmt.Sscanf(producer, "with a producer: wrote %d KiB, paused %d times; at most %d KiB were waiting",
			&wrote, &pauses, &most); err != nil || wrote != 2048 || pauses < 10 || most > 64+16 {
			t.Errorf("%q: %v", producer, err)
		}
	})
}

func TestTollCountsWhatItHandsOver(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("toll", "-n", "1000")
		if o.Status != 0 || strings.Count(o.Stdout, " 64000 bytes in    1000 pieces, ") != 2 || strings.Count(o.Stdout, " 3200 bytes in      50 pieces, ") != 1 {
			t.Errorf("%+v", o)
		}
	})
}

func TestTheDemoShowsWhatProtocolsAreTold(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("demo")
		if o.Status != 0 || o.Stderr != "" || o.Took != 600*ms {
			t.Errorf("status %d after %v, stderr %q", o.Status, o.Took, o.Stderr)
		}
		rest := o.Stdout
		for _, want := range []string{
			"poem 1 is tide,      476 bytes, 160 at a time, every 100ms\n",
			"poem 1: connected to 127.0.0.1:",
			"poem 1: 160 bytes\n",
			"poem 1: complete, 476 bytes in 0.2 s\n",
			"poem 3: complete, 613 bytes in 0.6 s\n",
			"3 poems in 0.6 s\n",
			"\npoem 1 ", "\npoem 2 ", "\npoem 3 ",
		} {
			var found bool
			if _, rest, found = strings.Cut(rest, want); !found {
				t.Errorf("no %q where it should be in\n%s", want, o.Stdout)
			}
		}
		for line := range strings.Lines(o.Stdout) {
			if len(line) > 73 {
				t.Errorf("wider than 72 columns: %q", line)
			}
		}
	})
}
