package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

// The clients in Haskell, on the machine's own network. The tests in this file need GHC with its network
// package, and say so when it is not there.

// haskellProgram returns the path of one of the programs in Haskell, compiled.
func haskellProgram(t *testing.T, name string) string {
	t.Helper()
	programtest.NeedHaskell(t)
	binary, err := compile(t.Context(), filepath.Join("haskell", name+".hs"))
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// serve starts the book's slow server, and returns its port.
func serve(t *testing.T, poem, bytes, delay string) string {
	t.Helper()
	return programtest.Start(t, "serve", "-poem", poem, "-bytes", bytes, "-delay", delay).Port()
}

// numbered is a poem as get-1 prints it.
func numbered(n, text string) (lines []string) {
	for line := range strings.Lines(text) {
		lines = append(lines, n+"  "+line)
	}
	return lines
}

func TestListsInHaskell(t *testing.T) {
	t.Parallel()
	o := programtest.StartCommand(t, haskellProgram(t, "lists")).Outcome()
	if o.Status != 0 || o.Stdout != "1000003\nrows has been written down\n(3,9,5)\n" || o.Stderr != "  number 3\n  square 9\n  prime 5\n" {
		t.Errorf("%+v", o)
	}
}

func TestTheFirstClientPrintsLinesAsTheyCome(t *testing.T) {
	t.Parallel()
	kettle, tide, linesman := programtest.TextOf(t, "kettle"), programtest.TextOf(t, "tide"), programtest.TextOf(t, "linesman")
	o := programtest.StartCommand(t, haskellProgram(t, "get-1"), serve(t, "kettle", "10", "5ms"), "127.0.0.1:"+serve(t, "tide", "7", "3ms"), "localhost:"+serve(t, "linesman", "1000", "0s")).Outcome()
	got := slices.Sorted(strings.Lines(o.Stdout))
	want := slices.Sorted(slices.Values(slices.Concat(numbered("1", kettle), numbered("2", tide), numbered("3", linesman))))
	if o.Status != 0 || o.Stderr != "" || !slices.Equal(got, want) {
		t.Errorf("%+v, want the lines of %q", o, want)
	}
}

// A thread that computes its line first takes the screen for no longer than it takes to print it. One that
// does not, waits for its line with the screen in its hand, and so does everyone.
func TestACarelessThreadHoldsTheScreen(t *testing.T) {
	t.Parallel()
	binary := haskellProgram(t, "get-1")
	tide := numbered("2", programtest.TextOf(t, "tide"))
	last := tide[len(tide)-1]
	for _, careless := range []bool{false, true} {
		held, release := heldServer(t, "The first half of a line, ", "and the second.\n")
		quick := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "20", "-delay", "20ms")
		args := []string{held, quick.Port()}
		if careless {
			args = slices.Insert(args, 0, "--careless")
		}
		p := programtest.StartCommand(t, binary, args...)
		if careless {
			quick.Await(quick.Stderr, "client 1 has heard it all") // a line has waited for half a second
			if strings.Contains(p.Stdout.String(), last) {
				t.Error("careless, and all of the second poem is printed")
			}
		} else {
			p.Await(p.Stdout, last)
		}
		release()
		if o := p.Outcome(); o.Status != 0 || o.Stderr != "" || !strings.Contains(o.Stdout, "1  The first half of a line, and the second.\n") || !strings.Contains(o.Stdout, last) {
			t.Errorf("careless %v: %+v", careless, o)
		}
	}
}

// What does not come is said, and costs the others nothing.
func TestTheClientsInHaskellSurvive(t *testing.T) {
	t.Parallel()
	tide := programtest.TextOf(t, "tide")
	for _, command := range []string{"get-1", "get-2", "get-2 --ahead"} {
		name, flag, _ := strings.Cut(command, " ")
		silent := peer(t, func(*net.TCPConn) {})
		resets := peer(t, func(c *net.TCPConn) {
			io.WriteString(c, "A line.\nHalf of ano")
			for range 100 { // so that it has been read, and the reset finds nothing to throw away
				time.Sleep(ms)
			}
			c.SetLinger(0)
		})
		args := append(strings.Fields(flag), serve(t, "tide", "100", "10ms"), programtest.UnusedPort(t), silent, resets, "no-port", serve(t, "tide", "50", "10ms"))
		o := programtest.StartCommand(t, haskellProgram(t, name), args...).Outcome()
		said := slices.Sorted(strings.Lines(o.Stderr))
		want := []string{
			"4 of 6 poems did not come\n",
			"poem 2: Connection refused\n",
			"poem 3: the server said nothing\n",
			"poem 4: Connection reset by peer\n",
			"poem 5: Servname not supported for ai_socktype\n",
		}
		if o.Status != 1 || !slices.Equal(said, want) {
			t.Errorf("%s: status %d, it says %q, want %q", command, o.Status, said, want)
		}
		printed := tide + "\n"
		count := strings.Count(o.Stdout, printed)
		if name == "get-1" {
			printed, count = "the lines of tide, twice", strings.Count(o.Stdout, "and the next, and you could not say\n")
		}
		if count != 2 || !strings.Contains(o.Stdout, "A line.\n") {
			t.Errorf("%s prints %q, want %q in it, and the line that came before the reset", command, o.Stdout, printed)
		}
	}
}

// peer starts a server that behaves in a way with the one client that comes, and closes the connection.
func peer(t *testing.T, behave func(*net.TCPConn)) (port string) {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	t.Cleanup(func() { door.Close(); serving.Wait() })
	serving.Go(func() {
		conn, err := door.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		behave(conn.(*net.TCPConn))
	})
	return programtest.PortOf(door.Addr().String())
}

func TestTheClientsInHaskellSayHowTheyAreUsed(t *testing.T) {
	t.Parallel()
	for name, flag := range map[string]string{"get-1": "--careless", "get-2": "--ahead"} {
		o := programtest.StartCommand(t, haskellProgram(t, name)).Outcome()
		if want := "usage: [" + flag + "] [HOST:]PORT...\n"; o.Status != 2 || o.Stdout != "" || o.Stderr != want {
			t.Errorf("%s: %+v, want %q", name, o, want)
		}
	}
}

// The weakness of the second client, and the mending of it: until the first poem has been printed, the
// server of the second is kept waiting, unless the client reads ahead.
func TestTheSecondClientReadsWhatItNeeds(t *testing.T) {
	t.Parallel()
	binary := haskellProgram(t, "get-2")
	epic, err := epic(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	for _, ahead := range []bool{false, true} {
		first, release := heldServer(t, "The first half of a poem, ", "and the second.\n")
		pour := programtest.Start(t, "pour")
		args := []string{first, pour.Port()}
		if ahead {
			args = slices.Insert(args, 0, "--ahead")
		}
		p := programtest.StartCommand(t, binary, args...)
		if ahead {
			pour.Await(pour.Stdout, "client 1 has all of it")
		} else {
			pour.Await(pour.Stdout, ", and takes no more\n")
		}
		release()
		if o := p.Outcome(); o.Status != 0 || o.Stderr != "" || o.Stdout != "The first half of a poem, and the second.\n\n"+string(epic)+"\n" {
			t.Errorf("ahead %v: status %d, %d bytes, %s", ahead, o.Status, len(o.Stdout), o.Stderr)
		}
		pour.Await(pour.Stdout, "client 1 has all of it")
	}
}

// A thousand connections are measured in the text. Here there are thirty.
func TestACrowdIsWeighed(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("not checked: only Linux says how much memory a process has had")
	}
	for _, command := range [][]string{{haskellProgram(t, "get-1")}, {haskellProgram(t, "get-2"), "--ahead"}, {programtest.Binary(t), "get"}} {
		if bytes, err := weigh(t.Context(), command, 30); err != nil || bytes < 1<<20 || bytes > 1<<30 {
			t.Errorf("%s: %.0f bytes, %v", command, bytes, err)
		}
	}
	if _, err := weigh(t.Context(), []string{haskellProgram(t, "get-1"), "no-port"}, 1); err == nil || !strings.Contains(err.Error(), "1 of 2 poems did not come") {
		t.Errorf("a client that fails: %v", err)
	}
}

// Our servers have other clients, and the server in Haskell has ours.
func TestTheServerInHaskell(t *testing.T) {
	t.Parallel()
	tide := "Slack Water,\nin short.\n"
	file := filepath.Join(t.TempDir(), "tide.txt")
	if err := os.WriteFile(file, []byte(tide), 0o666); err != nil {
		t.Fatal(err)
	}
	server := programtest.StartCommand(t, haskellProgram(t, "serve"), file, "0")
	port := server.Port()
	left := programtest.Dial(t, port)
	left.Close()
	if o := programtest.Start(t, "get", port, port).Outcome(); o.Status != 0 || o.Stdout != tide+"\n"+tide {
		t.Errorf("%+v", o)
	}
	if text := programtest.Hear(t, port, ""); text != tide {
		t.Errorf("%q", text)
	}
}

// The clients stand alone, and have functions in common, which must not drift apart.
func TestTheClientsShareFunctions(t *testing.T) {
	common := func(file string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, common, _ := bytes.Cut(text, []byte("\n-- readPoem "))
		return string(common)
	}
	if one, two := common("haskell/get-1.hs"), common("haskell/get-2.hs"); one != two || one == "" {
		t.Error("get-1.hs and get-2.hs differ below readPoem")
	}
}

// The Haskell in the text is in the programs, line by line.
func TestTheTextHasTheProgramsInHaskell(t *testing.T) {
	text, err := os.ReadFile("index.md")
	if err != nil {
		t.Fatal(err)
	}
	var programs string
	files, err := filepath.Glob("haskell/*.hs")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		program, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		programs += "\n" + string(program)
	}
	fences := regexp.MustCompile("(?s)\n```haskell\n(.*?)```").FindAllSubmatch(text, -1)
	if len(fences) < 4 {
		t.Errorf("%d fences", len(fences))
	}
	for _, fence := range fences {
		if !strings.Contains(programs, "\n"+string(fence[1])) {
			t.Errorf("no program has this, as it is in index.md:\n%s", fence[1])
		}
	}
}

// What the text says of Haskell beside its programs.
func TestWhatTheTextSaysOfHaskell(t *testing.T) {
	t.Parallel()
	programtest.NeedHaskell(t)
	binary, err := compile(t.Context(), filepath.Join("testdata", "claims.hs"))
	if err != nil {
		t.Fatal(err)
	}
	o := programtest.StartCommand(t, binary).Outcome()
	if want := "2\n2\nslack\nno ink\n"; o.Status != 0 || o.Stdout != want || o.Stderr != "  computed\n" {
		t.Errorf("%+v, want %q", o, want)
	}
}

// heldServer starts a server that says the first half of something to its one client, and the second when
// it is released.
func heldServer(t *testing.T, first, second string) (port string, release func()) {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	released := make(chan struct{})
	release = sync.OnceFunc(func() { close(released) })
	var serving sync.WaitGroup
	t.Cleanup(func() { release(); door.Close(); serving.Wait() })
	serving.Go(func() {
		conn, err := door.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, first)
		<-released
		io.WriteString(conn, second)
	})
	return programtest.PortOf(door.Addr().String()), release
}
