package main

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
)

// The tests in this file run the programs as their readers do: each in a process of its own, on
// the machine's network and clock.

func TestAServerSaysWhereItIs(t *testing.T) {
	t.Parallel()
	server := programtest.Start(t, "serve", "-poem", "tide", "-delay", "1ms")
	if line := server.Await(server.Stdout, "\n"); line != "Serving tide on 127.0.0.1:"+server.Port()+"\n" {
		t.Errorf("printed %q", line)
	}
	if text := programtest.Hear(t, server.Port(), ""); text != programtest.TextOf(t, "tide") {
		t.Errorf("recited %q", text)
	}
}

func TestAPortTakenOnThisMachineIsOneLine(t *testing.T) {
	t.Parallel()
	port := programtest.Start(t, "serve").Port()
	o := programtest.Start(t, "serve", "-port", port).Outcome()
	if o.Status != 1 || o.Stdout != "" || !strings.HasPrefix(o.Stderr, "serve: listen tcp 127.0.0.1:"+port+": bind: ") ||
		strings.Count(o.Stderr, "\n") != 1 {
		t.Errorf("got %+v", o)
	}
}

func TestClientsOfThisMachine(t *testing.T) {
	t.Parallel()
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "2ms").Port()
	flap := programtest.Start(t, "serve", "-poem", "splitflap", "-bytes", "50", "-delay", "3ms").Port()
	want := programtest.TextOf(t, "tide") + "\n" + programtest.TextOf(t, "splitflap")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
		o := programtest.Start(t, client, tide, "localhost:"+flap).Outcome()
		if o.Status != 0 || o.Stdout != want || !strings.HasPrefix(o.Last(), "2 poems in ") {
			t.Errorf("%s: %+v", client, o)
		}
		refusing := programtest.UnusedPort(t)
		o = programtest.Start(t, client, refusing, tide).Outcome()
		if o.Status != 1 || o.Stdout != programtest.TextOf(t, "tide") || o.Last() != client+": 1 of 2 poems did not come" {
			t.Errorf("%s, one refused: %+v", client, o)
		}
		o = programtest.Start(t, client, refusing).Outcome()
		if o.Status != 1 || o.Stdout != "" || o.Last() != client+": 1 of 1 poems did not come" {
			t.Errorf("%s, refused: %+v", client, o)
		}
	}
}

func TestAClientOfAServerOnIPv6(t *testing.T) {
	t.Parallel()
	if listener, err := net.Listen("tcp", "[::1]:0"); err != nil {
		t.Skip("not checked: this machine has no IPv6: ", err)
	} else {
		listener.Close()
	}
	server := programtest.Start(t, "serve", "-host", "::1", "-poem", "tide", "-delay", "0s")
	line := server.Await(server.Stdout, "\n")
	if !strings.HasPrefix(line, "Serving tide on [::1]:") {
		t.Errorf("printed %q", line)
	}
	for _, client := range []string{"get-blocking", "get-async"} {
		if o := programtest.Start(t, client, "[::1]:"+programtest.PortOf(strings.TrimSpace(line))).Outcome(); o.Status != 0 || o.Stdout != programtest.TextOf(t, "tide") {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestThreeHundredClientsAtOnce(t *testing.T) {
	t.Parallel()
	poem := programtest.TextOf(t, "kettle")
	port := programtest.Start(t, "serve", "-poem", "kettle", "-bytes", "1000", "-delay", "0s").Port()
	t.Run("in one goroutine", func(t *testing.T) {
		for _, client := range []string{"get-async", "get-goroutines"} {
			o := chapter.Call(t.Context(), program.System, append([]string{client}, slices.Repeat([]string{port}, 300)...)...)
			if want := strings.TrimSuffix(strings.Repeat(poem+"\n", 300), "\n"); o.Status != 0 || o.Stdout != want {
				t.Errorf("%s: status %d, %d bytes, ends with %q", client, o.Status, len(o.Stdout), o.Last())
			}
		}
	})
	t.Run("who are strangers", func(t *testing.T) {
		var all sync.WaitGroup
		heard := make([]string, 300)
		for i := range heard {
			all.Go(func() { heard[i] = programtest.Hear(t, port, "") })
		}
		all.Wait()
		for i, text := range heard {
			if text != poem {
				t.Errorf("number %d got %q", i, text)
			}
		}
	})
}

// writeEpic writes a poem of many lines into a file.
func writeEpic(t *testing.T, lines int) (file, text string) {
	t.Helper()
	text = strings.Repeat("Sing, gođđess, of the wrath of Peleus' son\n", lines)
	file = filepath.Join(t.TempDir(), "epic.txt")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file, text
}

func TestAPoemOfAMillionBytes(t *testing.T) {
	t.Parallel()
	file, epic := writeEpic(t, 25_000)
	for _, size := range []string{"997", "2000000"} {
		port := programtest.Start(t, "serve", "-poem", file, "-bytes", size, "-delay", "0s").Port()
		for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
			if o := programtest.Start(t, client, port).Outcome(); o.Status != 0 || o.Stdout != epic {
				t.Errorf("%s, %s bytes at a time: status %d, %d bytes, ends with %q", client, size, o.Status, len(o.Stdout), o.Last())
			}
		}
	}
}

// A server that is killed cannot say that there was more to come. What its clients have is the
// beginning, and where the system breaks the connections of the dead, they say so.
func TestAServerIsKilledInMidPoem(t *testing.T) {
	t.Parallel()
	poem := programtest.TextOf(t, "kettle")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
		server := programtest.Start(t, "serve", "-bytes", "100", "-delay", "1h")
		c := programtest.Start(t, client, server.Port())
		c.Await(c.Stderr, "poem 1: 100 bytes from ")
		server.Kill()
		o := c.Outcome()
		beginning := o.Status == 0 && o.Stdout == poem[:100]
		failure := o.Status == 1 && o.Stdout == "" && o.Last() == client+": 1 of 1 poems did not come"
		if !beginning && !failure {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestAClientIsKilledInMidPoem(t *testing.T) {
	t.Parallel()
	server := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "10", "-delay", "50ms") // so it is killed long before the end
	c := programtest.Start(t, "get-async", server.Port())
	c.Await(c.Stderr, "poem 1: 10 bytes from ")
	c.Kill()
	if text := programtest.Hear(t, server.Port(), ""); text != programtest.TextOf(t, "tide") {
		t.Errorf("the next got %q", text)
	}
	server.Await(server.Stderr, "client 1 left early: ")
	server.Await(server.Stderr, "client 2 has heard it all\n")
}

// A system that closes a connection with something left to read in it throws away what it has not
// sent yet: so the poem is long enough for that to be a lot. And it is more than there is room for on
// the way, or takes a second, for the server is not there for long after the end: the client must
// have said it all by then.
func TestAClientOfThisMachineThatTalks(t *testing.T) {
	t.Parallel()
	file, epic := writeEpic(t, 800_000)
	tide := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "150ms").Port()
	long := programtest.Start(t, "serve", "-poem", file, "-bytes", "40000000", "-delay", "0s").Port()
	for _, say := range []string{"GET / HTTP/1.1\r\nHost: poetry\r\n\r\n", strings.Repeat("garbage ", 10_000)} {
		if text := programtest.Hear(t, tide, say); text != programtest.TextOf(t, "tide") {
			t.Errorf("after %.20q, got %q", say, text)
		}
		if text := programtest.Hear(t, long, say); text != epic {
			t.Errorf("after %.20q, got %d bytes, want %d", say, len(text), len(epic))
		}
	}
}

func TestEveryProgramWritesATraceThatAViewerReads(t *testing.T) {
	t.Parallel()
	port := programtest.Start(t, "serve", "-poem", "tide", "-bytes", "200", "-delay", "2ms").Port()
	for line, want := range map[string][]string{
		"get-blocking " + port + " " + port:      {"poem 1", "poem 2"},
		"get-busy " + port + " " + port:          {"poem 1", "poem 2"},
		"get-async " + port + " " + port:         {"poem 1", "poem 2"},
		"get-goroutines " + port + " " + port:    {"poem 1", "poem 2"},
		"get-loud " + port:                       {"poem 1"},
		"get-async " + programtest.UnusedPort(t): {"poem 1"},
		"parked":                                 nil,
	} {
		file := filepath.Join(t.TempDir(), "run.json")
		name, rest, _ := strings.Cut(line, " ")
		programtest.Start(t, append([]string{name, "-trace", file}, strings.Fields(rest)...)...).Outcome()
		if tasks, err := programtest.TasksOf(file); err != nil || !slices.Equal(tasks, want) {
			t.Errorf("%s: %q, %v, want %q", line, tasks, err, want)
		}
	}
}
