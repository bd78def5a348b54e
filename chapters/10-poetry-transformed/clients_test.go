package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

const ms = time.Millisecond

var clientsOfOurs = []string{"get", "get-apart", "get-framed"}

// drawled returns one of the book's poems in a drawl.
func drawled(t *testing.T, name string) string {
	t.Helper()
	slow, err := drawl(programtest.TextOf(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return slow
}

func TestADrawlTakesItsTime(t *testing.T) {
	for poem, want := range map[string]string{
		"":                         "",
		"Slow\n":                   "Sloow\n",
		"AEIOU, a moor":            "AaEeIiOoUu, aa moooor",
		"That's all. It's late":    "Thaat iis aall. Iit iis laatee",
		"I can't; we don't — 'tis": "Ii caannoot; wee doo noot — 'tiis",
	} {
		if got, err := drawl(poem); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", poem, got, err, want)
		}
	}
	_, err := drawl("Malmö, Łódź")
	if letter, ok := errors.AsType[*LetterError](err); !ok || letter.Letter != 'ö' || letter.Poem != "Malmö, Łódź" {
		t.Errorf("%#v", err)
	}
}

// The text of the chapter says which poem is drawled, refused and too much, and all depends on it.
func TestTheBooksPoemsGoThreeWays(t *testing.T) {
	ways := map[string]string{"tide": "works", "linesman": "works", "splitflap": "known", "kettle": "unknown", "nightshift": "unknown"}
	for _, name := range poetry.Names() {
		way := func() (way string) {
			defer func() {
				if recover() != nil {
					way = "unknown"
				}
			}()
			if _, err := drawl(programtest.TextOf(t, name)); err != nil {
				return "known"
			}
			return "works"
		}()
		if way != ways[name] {
			t.Errorf("%s: %q, want %q", name, way, ways[name])
		}
	}
}

func TestPoemsAreDrawledHoweverTheyAreCut(t *testing.T) {
	for _, client := range []string{"get", "get-apart"} {
		for bytes := 1; bytes <= 12; bytes++ {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				w.Net.Buffer = 1 + bytes%5 // often less than a piece
				a := w.Serve(10001, "tide", bytes, ms)
				b := w.Serve(10002, "linesman", bytes, ms)
				o := w.Call(client, a.Port, b.Port)
				if want := drawled(t, "tide") + "\n" + drawled(t, "linesman"); o.Status != 0 || o.Stdout != want {
					t.Errorf("%s, %d bytes at a time: status %d, printed\n%s\nwant\n%s", client, bytes, o.Status, o.Stdout, want)
				}
			})
		}
	}
}

// Whatever happens to a poem happens to it alone, and everything is counted: the client ends.
func TestEachPoemHasAWayOfItsOwn(t *testing.T) {
	said := regexp.MustCompile(`(?m)^poem 4: no poem at 127\.0\.0\.1:10004: .*refused
poem 1: complete, 612 bytes
poem 2: how does one drawl 'ö'\? So it stays as it is\.
poem 2: complete, 696 bytes
poem 3: panic: runtime error: slice bounds out of range \[1:0\] in spellOut drawl\.go:[0-9]+
(get|get-apart): 2 of 4 poems did not come
$`)
	for _, client := range []string{"get", "get-apart"} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "tide", 100, 10*ms)
			w.Serve(10002, "splitflap", 100, 20*ms)
			w.Serve(10003, "kettle", 100, 40*ms)
			o := w.Call(client, "10001", "10002", "10003", "10004")
			if want := drawled(t, "tide") + "\n" + programtest.TextOf(t, "splitflap"); o.Status != 1 || o.Stdout != want {
				t.Errorf("%s: status %d, printed\n%s", client, o.Status, o.Stdout)
			}
			if !said.MatchString(o.Stderr) {
				t.Errorf("%s says\n%s", client, o.Stderr)
			}
		})
	}
}

func TestAPoemIsPutIntoAFrame(t *testing.T) {
	if s, err := typeset("Tide\n\nof a wire\n"); err != nil || s.framed() != ""+
		"+-----------+\n"+
		"| Tide      |\n"+
		"|           |\n"+
		"| of a wire |\n"+
		"+-----------+\n" {
		t.Errorf("%v\n%s", err, s.framed())
	}
	file := filepath.Join(t.TempDir(), "untitled")
	if err := os.WriteFile(file, []byte("\nno title\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, file, 100, ms)
		w.Serve(10002, "splitflap", 100, ms)
		o := w.Call("get-framed", "-draw", "10001", "10002")
		if o.Status != 1 || !strings.Contains(o.Stderr, "poem 1: "+errUntitled.Error()+"\n") {
			t.Errorf("%+v", o)
		}
		if strings.Count(o.Stdout, "+-----") != 2 || !strings.Contains(o.Stdout, "| Split-Flap ") {
			t.Errorf("printed\n%s", o.Stdout)
		}
		for _, picture := range []string{"\npoem 2, as a sheet:\n", "\ngiven to another Deferred\n", "\nthe result: a sheet, Split-Flap\n", "\nthe result: no sheet\n"} {
			if !strings.Contains(o.Stdout, picture) {
				t.Errorf("%q is missing in\n%s", picture, o.Stdout)
			}
		}
	})
}

func TestAServerThatSaysNothing(t *testing.T) {
	for _, client := range clientsOfOurs {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, func(*sim.Conn) {})
			o := w.Call(client, "10001")
			if want := fmt.Sprintf("poem 1: no poem at 127.0.0.1:10001: the server said nothing\n%s: 1 of 1 poems did not come\n", client); o.Status != 1 || o.Stderr != want {
				t.Errorf("%s: %+v", client, o)
			}
		})
	}
}

func TestTheDemoDrawsFourWays(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call()
		if o.Status != 0 || o.Stderr != "" || strings.Count(o.Stdout, "  errors\n") != 4 {
			t.Errorf("%+v", o)
		}
		for _, want := range []string{"| Slaack Waateer\n", "'-----------------.\n", "the result: Split-Flap\n", "poem 4: no poem at 127.0.0.1:"} {
			if !strings.Contains(o.Stdout, want) {
				t.Errorf("%q is missing in\n%s", want, o.Stdout)
			}
		}
	})
}
