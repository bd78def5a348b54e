package transformd_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/book/transform/transformd"
	"slowpoetry/code/protocol"
)

var chapter = programtest.Chapter{Title: "0 · Transforms", Programs: []program.Program{
	{Name: "serve-transform", Synopsis: "change poems", Run: transformd.Serve},
}}

// ask sends bytes, and returns all that comes back.
func ask(t *testing.T, w *programtest.World, pieces ...string) string {
	t.Helper()
	conn := w.Dial(10010)
	defer conn.Close()
	for _, piece := range pieces {
		io.WriteString(conn, piece)
		time.Sleep(time.Millisecond)
	}
	reply, err := io.ReadAll(conn)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		t.Fatal(err)
	}
	return string(reply)
}

func TestARequestIsAnsweredHoweverItIsCut(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Net.Buffer = 7
		w.Start("serve-transform", "-port", "10010")
		poem := programtest.TextOf(t, "tide")
		if got, want := ask(t, w, string(protocol.AppendNetstring(nil, "lower."+poem))), string(protocol.AppendNetstring(nil, strings.ToLower(poem))); got != want {
			t.Errorf("%q", got)
		}
		if got := ask(t, w, strings.Split("12:lower.A. B.C,", "")...); got != "6:a. b.c," {
			t.Errorf("%q", got)
		}
	})
}

// What is no request ends in a closed connection without a word, and one line that says why.
func TestWhatTheServerDoesNotAnswer(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		server := w.Start("serve-transform", "-port", "10010", "-timeout", "3s", "-limit", "100")
		for _, bad := range []string{
			"5:lower,", "7:upper.x,", "14:acrostic.A\n\nB\n,", "12:drawl.Malmö,", "7:lower.\xff,",
			"GET / HTTP/1.1\r\n\r\n", "101", "12:lower.A. B.C;", "07:", "12:lower", "",
		} {
			begin := time.Now()
			if reply := ask(t, w, bad); reply != "" {
				t.Errorf("%q: %q", bad, reply)
			}
			if took := time.Since(begin); took > 5*time.Second+10*time.Millisecond {
				t.Errorf("%q: it took %v", bad, took)
			}
			if reply := ask(t, w, "9:lower.ON.,"); reply != "3:on.," {
				t.Errorf("after %q: %q", bad, reply)
			}
		}
		w.Interrupt()
		o := server.Outcome()
		for _, line := range []string{
			"client 1: no full stop behind the transform's name\nclient 2: request 1, 9 bytes in, 3 bytes out\n",
			"client 3: no transform is called \"upper\": there are acrostic, drawl, lower\n",
			"client 5: panic: runtime error: index out of range [0] with length 0 in transform.acrostic engines.go:",
			"client 7: how does one drawl 'ö'?\n",
			"client 9: the poem is not UTF-8\n",
			"client 11: netstring that does not begin with a length\n",
			"client 13: netstring too long\n",
			"client 15: netstring without a comma at its end\n",
			"client 17: netstring with a zero before its length\n",
			"client 19: took too long\n",
			"client 21: took too long\n",
		} {
			if !strings.Contains(o.Stderr, line) {
				t.Errorf("%q is missing in\n%s", line, o.Stderr)
			}
		}
		if o.Status != 0 || o.Stdout != "Serving acrostic, drawl, lower on 127.0.0.1:10010\n" {
			t.Errorf("%+v", o)
		}
	})
}

func TestMistakesOfTheCommandLine(t *testing.T) {
	chapter.CheckHelp(t, func(string) string { return "" })
	chapter.CheckMistakes(t, map[string]string{
		"serve-transform -timeout 0":  `serve-transform: invalid value "0" for flag -timeout: write it as 500ms or 10s, and longer than nothing`,
		"serve-transform -timeout 3":  `serve-transform: invalid value "3" for flag -timeout: write it as`,
		"serve-transform -limit 0":    `serve-transform: invalid value "0" for flag -limit: a request has one byte at least`,
		"serve-transform -port 70000": `serve-transform: invalid value "70000" for flag -port: a port is a number`,
		"serve-transform tide":        `serve-transform: unexpected argument "tide"`,
	})
}
