package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// The programs in Erlang. Each test needs escript, of Debian's package erlang-base, and says so when
// that is not here.

// needEscript returns the path of escript.
func needEscript(t testing.TB) string {
	t.Helper()
	return programtest.NeedCommand(t, "escript")
}

// erlang starts one of the programs in the folder erlang.
func erlang(t testing.TB, name string, args ...string) *programtest.Process {
	t.Helper()
	return programtest.StartCommand(t, needEscript(t), append([]string{filepath.Join("erlang", name)}, args...)...)
}

// otherChapters is a folder with the commands of chapters 2, 11 and 12, which is made once.
var otherChapters = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-o", folder, "../02-slow-poetry", "../11-serving-poetry", "../12-a-transformation-service")
	out, err := build.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return folder, err
})

// startOther starts a program of chapter 2, 11 or 12, and returns its port.
func startOther(t *testing.T, chapter string, args ...string) string {
	t.Helper()
	folder, err := otherChapters()
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		chapter += ".exe"
	}
	return programtest.StartCommand(t, filepath.Join(folder, chapter), args...).Port()
}

// talks are the lines on standard error without the pieces, and with what varies made equal.
func talks(stderr string) string {
	stderr = regexp.MustCompile(`(?m)^poem \d+: \d+ bytes from .*\n`).ReplaceAllString(stderr, "")
	// A reset may come so early that the client meets it in connect.
	stderr = regexp.MustCompile(`connect (\S+): connection reset`).ReplaceAllString(stderr, "read $1: connection reset")
	stderr = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(stderr, "THERE")
	return regexp.MustCompile(`\d+\.\d s`).ReplaceAllString(stderr, "TIME")
}

func TestErlangFetchesFromOurServers(t *testing.T) {
	t.Parallel()
	needEscript(t)
	ports := []string{
		startOther(t, "02-slow-poetry", "serve", "-poem", "kettle", "-bytes", "50", "-delay", "20ms"),
		startOther(t, "11-serving-poetry", "serve", "-poem", "splitflap", "-bytes", "11", "-delay", "1ms"),
		startOther(t, "11-serving-poetry", "serve-fast", "-poem", "tide"),
	}
	want := strings.Join([]string{programtest.TextOf(t, "kettle"), programtest.TextOf(t, "splitflap"), programtest.TextOf(t, "tide")}, "\n")
	o := erlang(t, "get", ports...).Outcome()
	if o.Status != 0 || o.Stdout != want {
		t.Errorf("status %d, printed\n%s\n%s", o.Status, o.Stdout, o.Stderr)
	}
	if said := talks(o.Stderr); !strings.HasSuffix(said, "3 poems in TIME\n") || strings.Count(said, ": complete, ") != 3 {
		t.Errorf("it says\n%s", said)
	}
}

// Chapter 12's server of poems says their length first. Its transform server waits to be asked, and hangs
// up on who says nothing.
func TestErlangHearsWhatItIsTold(t *testing.T) {
	t.Parallel()
	needEscript(t)
	tide := programtest.TextOf(t, "tide")
	ports := []string{
		startOther(t, "12-a-transformation-service", "serve", "-poem", "tide", "-bytes", "100", "-delay", "1ms"),
		startOther(t, "12-a-transformation-service", "serve-transform", "-timeout", "100ms"),
	}
	o := erlang(t, "get", ports...).Outcome()
	if want := fmt.Sprintf("%d:%s,", len(tide), tide); o.Status != 1 || o.Stdout != want {
		t.Errorf("status %d, printed\n%s\n%s", o.Status, o.Stdout, o.Stderr)
	}
	if said := talks(o.Stderr); !strings.Contains(said, "poem 2: read THERE: connection reset by peer\n") {
		t.Errorf("it says\n%s", said)
	}
}

func TestErlangSaysWhyAPoemDidNotCome(t *testing.T) {
	t.Parallel()
	needEscript(t)
	ports := []string{
		programtest.UnusedPort(t),
		programtest.Start(t, "serve-broken", "-delay", "20ms").Port(),
		programtest.Start(t, "serve", "-poem", "tide", "-bytes", "100", "-delay", "1ms").Port(),
	}
	o := erlang(t, "get", ports...).Outcome()
	if o.Status != 1 || o.Stdout != programtest.TextOf(t, "tide") {
		t.Errorf("status %d, printed\n%s\n%s", o.Status, o.Stdout, o.Stderr)
	}
	said := talks(o.Stderr)
	for _, want := range []string{
		"poem 1: connect THERE: connection refused\n", "poem 2: read THERE: connection reset by peer\n",
		"poem 3: complete, ", "get: 2 of 3 poems did not come\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it says\n%s\nwithout %q", said, want)
		}
	}
	if strings.Count(said, "\n") != 4 {
		t.Errorf("it says more than that:\n%s", said)
	}
}

func TestErlangsMistakesAreOneLine(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":             "get: which servers? Name at least one, as [HOST:]PORT\n",
		"10001 poetry": "get: \"poetry\" is no address: write [HOST:]PORT, with a port from 1 to 65535\n",
		":10001":       "get: \":10001\" is no address: write [HOST:]PORT, with a port from 1 to 65535\n",
	} {
		if o := erlang(t, "get", strings.Fields(args)...).Outcome(); o.Status != 2 || o.Stderr != want || o.Stdout != "" {
			t.Errorf("get %s: %+v", args, o)
		}
	}
}

// What is wrong with the first client, as the chapter has it.
func TestTheFirstClientIsBrokenInFourWays(t *testing.T) {
	t.Parallel()
	needEscript(t)
	slow := programtest.Start(t, "serve", "-poem", "kettle", "-bytes", "100", "-delay", "60ms").Port()
	quick := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "1000").Port()
	kettle, tide := programtest.TextOf(t, "kettle"), programtest.TextOf(t, "tide")
	if o := erlang(t, "get-first", quick, slow).Outcome(); o.Status != 0 || o.Stdout != kettle+"\n"+tide {
		t.Errorf("the last to come is not the first: %+v", o)
	}
	slower := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "300", "-delay", "500ms").Port()
	o := erlang(t, "get-first", programtest.UnusedPort(t), slower).Outcome() // the report needs a moment
	if o.Status != 0 || !strings.HasSuffix(o.Stdout, tide) || !strings.Contains(o.Stdout+o.Stderr, "{badmatch,{error,econnrefused}}") {
		t.Errorf("a refused connection: %+v", o)
	}
	broken := programtest.Start(t, "serve-broken", "-delay", "20ms").Port()
	if o := erlang(t, "get-first", broken).Outcome(); o.Status != 0 || o.Stdout == "" || !strings.HasPrefix(tide, o.Stdout) || o.Stdout == tide {
		t.Errorf("half a poem: %+v", o)
	}
}

func TestErlangSaysHello(t *testing.T) {
	t.Parallel()
	if o := erlang(t, "hello").Outcome(); o.Stdout != "  here is your tea\n  here is your toast\nserved: 2\n" || o.Status != 0 {
		t.Errorf("%+v", o)
	}
}

// A message that is not wanted makes those behind it dearer, in Erlang as in our mailbox.
func TestErlangScansItsMailbox(t *testing.T) {
	t.Parallel()
	o := erlang(t, "scan").Outcome()
	var free, crowded float64
	for line := range strings.Lines(o.Stdout) {
		var waiting int
		var ns float64
		if _, err := fmt.Sscanf(line, "%d %g ns", &waiting, &ns); err == nil && waiting == 0 {
			free = ns
		} else if err == nil && waiting == 10_000 {
			crowded = ns
		}
	}
	if free == 0 || crowded < 10*free {
		t.Errorf("a receive takes %g ns, and %g ns behind 10,000 messages:\n%s", free, crowded, o.Stdout)
	}
}

// A client that hangs up is no reason to stop: see the servers of the exercise.
func TestErlangRecitesToOurClients(t *testing.T) {
	t.Parallel()
	escript := needEscript(t)
	folder := t.TempDir()
	poem := filepath.Join(folder, "tide.txt")
	server := filepath.Join(folder, "serve")
	tide := programtest.TextOf(t, "tide")
	for file, text := range map[string]string{poem: tide, server: serveInErlang} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	fast := programtest.StartCommand(t, escript, server, "0", poem).Port()
	slow := programtest.StartCommand(t, escript, server, "0", poem, "100", "10").Port()
	conn, err := net.Dial("tcp", "127.0.0.1:"+slow)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	want := strings.Join([]string{tide, tide, tide}, "\n")
	for _, o := range []programtest.Outcome{
		programtest.Start(t, "get", fast, slow, slow).Outcome(),
		programtest.Start(t, "get-reactor", slow, fast, slow).Outcome(),
		erlang(t, "get", slow, slow, fast).Outcome(),
	} {
		if o.Status != 0 || o.Stdout != want {
			t.Errorf("%+v", o)
		}
	}
}

// What the chapter says about the memory that a poem takes: kilobytes, in each of the three.
func TestAHundredPoemsTakeKilobytesEach(t *testing.T) {
	t.Parallel()
	needEscript(t)
	if runtime.GOOS != "linux" {
		t.Skip("not checked: Linux tells how much memory a process has had")
	}
	o := programtest.Start(t, "thousand", "-n", "100", "-delay", "20ms", "-erlang", filepath.Join("erlang", "get")).Outcome()
	each := regexp.MustCompile(`(?m) (-?[0-9.]+) KiB$`).FindAllStringSubmatch(o.Stdout, -1)
	if o.Status != 0 || len(each) != 3 {
		t.Fatalf("%+v", o)
	}
	for _, number := range each {
		if kib, err := strconv.ParseFloat(number[1], 64); err != nil || kib > 100 {
			t.Errorf("a poem takes %s KiB:\n%s", number[1], o.Stdout)
		}
	}
}
