package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

//listing:lines

// lines counts the lines of a poem that comes in pieces. A line ends with \n, with \r\n, as from
// Windows, or with \r, as from a very old Mac. It has a bug, on purpose.
type lines struct{ n int }

// DataReceived counts the lines that end in a piece.
func (l *lines) DataReceived(data []byte) {
	for i, b := range data {
		if b == '\n' && (i == 0 || data[i-1] != '\r') || b == '\r' {
			l.n++
		}
	}
}

//listing:end

//listing:fuzz

// FuzzLines looks for a poem that has more lines in two pieces than in one.
func FuzzLines(f *testing.F) {
	f.Add("Rain on the hut;\r\nthe line hums on.\r\n", 20)
	f.Fuzz(func(t *testing.T, poem string, cut int) {
		if cut < 0 || cut > len(poem) {
			return
		}
		var whole, torn lines
		whole.DataReceived([]byte(poem))
		torn.DataReceived([]byte(poem[:cut]))
		torn.DataReceived([]byte(poem[cut:]))
		if torn.n != whole.n {
			t.Errorf("%q: %d lines, cut after %d bytes %d", poem, whole.n, cut, torn.n)
		}
	})
}

//listing:end

// The fuzzer finds the bug, in less than ten seconds and without knowing the code: this binary has no
// instrumentation for it.
func TestFuzzingFindsTheTornLine(t *testing.T) {
	t.Parallel()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(binary, "-test.run=^$", "-test.fuzz=^FuzzLines$", "-test.fuzztime=10s", "-test.fuzzcachedir="+t.TempDir())
	c.Dir = t.TempDir() // where it leaves what it found
	out, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(out), " lines, cut after ") {
		t.Errorf("%v\n%s", err, out)
	}
}
