package programtest

import (
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
)

// The server and the client in Python, for Twisted.
var (
	//go:embed twisted_server.py
	twistedServer string
	//go:embed twisted_client.py
	twistedClient string
)

// StartTwistedServer has Twisted recite one of the book's poems to whoever calls, so many bytes at
// a time, on the port that it prints.
func StartTwistedServer(t testing.TB, poem string, bytes int) *Process {
	t.Helper()
	python := NeedTwisted(t)
	file := filepath.Join(t.TempDir(), poem+".txt")
	if err := os.WriteFile(file, []byte(TextOf(t, poem)), 0o666); err != nil {
		t.Fatal(err)
	}
	return StartCommand(t, python, "-c", twistedServer, file, strconv.Itoa(bytes))
}

// CallTwistedClient has Twisted fetch poems from ports of this machine, all at once.
func CallTwistedClient(t testing.TB, ports ...string) Outcome {
	t.Helper()
	return StartCommand(t, NeedTwisted(t), append([]string{"-c", twistedClient}, ports...)...).Outcome()
}

// StartNetcat has nc say a text to the first who calls it on a port. It does not say when it
// listens.
func StartNetcat(t testing.TB, port, text string) *Process {
	t.Helper()
	nc := NeedCommand(t, "nc")
	help, _ := exec.Command(nc, "-h").CombinedOutput()
	args := []string{"-l", "127.0.0.1", port}
	switch { // there are several programs of that name
	case strings.Contains(string(help), "[v1."): // the first, by Hobbit
		args = []string{"-q", "0", "-l", "-s", "127.0.0.1", "-p", port}
	case strings.Contains(string(help), "OpenBSD"): // which else waits for the client to end it
		args = append([]string{"-N"}, args...)
	}
	p := NewProcess(t, nc, args...)
	p.Cmd.Stdin = strings.NewReader(text)
	p.Start()
	return p
}

// CallNetcat has nc say a text, and a client of the chapter, which takes ports, hear it. Since nc
// listens we know not when, and hangs up after its first caller, the client is called as often as
// it takes to be that.
func (c Chapter) CallNetcat(t testing.TB, client, text string) Outcome {
	t.Helper()
	port := UnusedPort(t)
	nc := StartNetcat(t, port, text)
	for late := time.Now().Add(Patience); ; {
		ended := nc.HasEnded()
		o := c.Call(t.Context(), program.System, client, port)
		early := o.Stdout == "" && (o.Stderr == "" || strings.Contains(o.Stderr, "refused"))
		if !early || ended || time.Now().After(late) {
			t.Logf("nc says %q", nc.Stderr)
			return o
		}
	}
}
