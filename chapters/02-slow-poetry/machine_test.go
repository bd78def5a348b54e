package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"slowpoetry/code/program"
)

// The tests in this file run the programs as their readers do: each in a process of its own, on
// the machine's network and clock.

func TestAServerSaysWhereItIs(t *testing.T) {
	t.Parallel()
	server := start(t, "serve", "-poem", "tide", "-delay", "1ms")
	if line := server.await(server.stdout, "\n"); line != "Serving tide on 127.0.0.1:"+server.port()+"\n" {
		t.Errorf("printed %q", line)
	}
	if text := hear(t, server.port(), ""); text != textOf(t, "tide") {
		t.Errorf("recited %q", text)
	}
}

func TestAPortTakenOnThisMachineIsOneLine(t *testing.T) {
	t.Parallel()
	port := start(t, "serve").port()
	o := start(t, "serve", "-port", port).outcome()
	if o.status != 1 || o.stdout != "" || !strings.HasPrefix(o.stderr, "serve: listen tcp 127.0.0.1:"+port+": bind: ") ||
		strings.Count(o.stderr, "\n") != 1 {
		t.Errorf("got %+v", o)
	}
}

func TestClientsOfThisMachine(t *testing.T) {
	t.Parallel()
	tide := start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "2ms").port()
	flap := start(t, "serve", "-poem", "splitflap", "-bytes", "50", "-delay", "3ms").port()
	want := textOf(t, "tide") + "\n" + textOf(t, "splitflap")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
		o := start(t, client, tide, "localhost:"+flap).outcome()
		if o.status != 0 || o.stdout != want || !strings.HasPrefix(o.last(), "2 poems in ") {
			t.Errorf("%s: %+v", client, o)
		}
		refusing := unusedPort(t)
		o = start(t, client, refusing, tide).outcome()
		if o.status != 1 || o.stdout != textOf(t, "tide") || o.last() != client+": 1 of 2 poems did not come" {
			t.Errorf("%s, one refused: %+v", client, o)
		}
		o = start(t, client, refusing).outcome()
		if o.status != 1 || o.stdout != "" || o.last() != client+": 1 of 1 poems did not come" {
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
	server := start(t, "serve", "-host", "::1", "-poem", "tide", "-delay", "0s")
	line := server.await(server.stdout, "\n")
	if !strings.HasPrefix(line, "Serving tide on [::1]:") {
		t.Errorf("printed %q", line)
	}
	for _, client := range []string{"get-blocking", "get-async"} {
		if o := start(t, client, "[::1]:"+portOf(strings.TrimSpace(line))).outcome(); o.status != 0 || o.stdout != textOf(t, "tide") {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestThreeHundredClientsAtOnce(t *testing.T) {
	t.Parallel()
	poem := textOf(t, "kettle")
	port := start(t, "serve", "-poem", "kettle", "-bytes", "1000", "-delay", "0s").port()
	t.Run("in one goroutine", func(t *testing.T) {
		for _, client := range []string{"get-async", "get-goroutines"} {
			o := call(t.Context(), program.System, append([]string{client}, slices.Repeat([]string{port}, 300)...)...)
			if want := strings.TrimSuffix(strings.Repeat(poem+"\n", 300), "\n"); o.status != 0 || o.stdout != want {
				t.Errorf("%s: status %d, %d bytes, ends with %q", client, o.status, len(o.stdout), o.last())
			}
		}
	})
	t.Run("who are strangers", func(t *testing.T) {
		var all sync.WaitGroup
		heard := make([]string, 300)
		for i := range heard {
			all.Go(func() { heard[i] = hear(t, port, "") })
		}
		all.Wait()
		for i, text := range heard {
			if text != poem {
				t.Errorf("number %d got %q", i, text)
			}
		}
	})
}

// writeEpic writes a poem of a million bytes into a file.
func writeEpic(t *testing.T) (file, text string) {
	t.Helper()
	text = strings.Repeat("Sing, gođđess, of the wrath of Peleus' son\n", 25_000)
	file = filepath.Join(t.TempDir(), "epic.txt")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file, text
}

func TestAPoemOfAMillionBytes(t *testing.T) {
	t.Parallel()
	file, epic := writeEpic(t)
	for _, size := range []string{"997", "2000000"} {
		port := start(t, "serve", "-poem", file, "-bytes", size, "-delay", "0s").port()
		for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
			if o := start(t, client, port).outcome(); o.status != 0 || o.stdout != epic {
				t.Errorf("%s, %s bytes at a time: status %d, %d bytes, ends with %q", client, size, o.status, len(o.stdout), o.last())
			}
		}
	}
}

// A server that is killed cannot say that there was more to come. What its clients have is the
// beginning, and where the system breaks the connections of the dead, they say so.
func TestAServerIsKilledInMidPoem(t *testing.T) {
	t.Parallel()
	poem := textOf(t, "kettle")
	for _, client := range []string{"get-blocking", "get-busy", "get-async", "get-goroutines"} {
		server := start(t, "serve", "-bytes", "100", "-delay", "1h")
		c := start(t, client, server.port())
		c.await(c.stderr, "poem 1: 100 bytes from ")
		server.Process.Kill()
		o := c.outcome()
		beginning := o.status == 0 && o.stdout == poem[:100]
		failure := o.status == 1 && o.stdout == "" && o.last() == client+": 1 of 1 poems did not come"
		if !beginning && !failure {
			t.Errorf("%s: %+v", client, o)
		}
	}
}

func TestAClientIsKilledInMidPoem(t *testing.T) {
	t.Parallel()
	server := start(t, "serve", "-poem", "tide", "-bytes", "10", "-delay", "5ms")
	c := start(t, "get-async", server.port())
	c.await(c.stderr, "poem 1: 10 bytes from ")
	c.Process.Kill()
	if text := hear(t, server.port(), ""); text != textOf(t, "tide") {
		t.Errorf("the next got %q", text)
	}
	server.await(server.stderr, "client 1 left early: ")
	server.await(server.stderr, "client 2 has heard it all\n")
}

// A system that closes a connection with something left to read in it throws away what it has not
// sent yet: so the poem is long enough for that to be a lot.
func TestAClientOfThisMachineThatTalks(t *testing.T) {
	t.Parallel()
	file, epic := writeEpic(t)
	tide := start(t, "serve", "-poem", "tide", "-bytes", "60", "-delay", "1ms").port()
	long := start(t, "serve", "-poem", file, "-bytes", "10000000", "-delay", "0s").port()
	for _, say := range []string{"GET / HTTP/1.1\r\nHost: poetry\r\n\r\n", strings.Repeat("garbage ", 10_000)} {
		if text := hear(t, tide, say); text != textOf(t, "tide") {
			t.Errorf("after %.20q, got %q", say, text)
		}
		if text := hear(t, long, say); text != epic {
			t.Errorf("after %.20q, got %d bytes, want %d", say, len(text), len(epic))
		}
	}
}

func TestEveryProgramWritesATraceThatAViewerReads(t *testing.T) {
	t.Parallel()
	port := start(t, "serve", "-poem", "tide", "-bytes", "200", "-delay", "2ms").port()
	for line, want := range map[string][]string{
		"get-blocking " + port + " " + port:   {"poem 1", "poem 2"},
		"get-busy " + port + " " + port:       {"poem 1", "poem 2"},
		"get-async " + port + " " + port:      {"poem 1", "poem 2"},
		"get-goroutines " + port + " " + port: {"poem 1", "poem 2"},
		"get-loud " + port:                    {"poem 1"},
		"get-async " + unusedPort(t):          {"poem 1"},
		"parked":                              nil,
	} {
		file := filepath.Join(t.TempDir(), "run.json")
		name, rest, _ := strings.Cut(line, " ")
		start(t, append([]string{name, "-trace", file}, strings.Fields(rest)...)...).outcome()
		if tasks, err := tasksOf(file); err != nil || !slices.Equal(tasks, want) {
			t.Errorf("%s: %q, %v, want %q", line, tasks, err, want)
		}
	}
}

// tasksOf returns the tasks of a trace, or why the file is no trace in Chrome's format.
func tasksOf(file string) (tasks []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var written struct {
		TraceEvents []struct {
			Name     *string        `json:"name"`
			Phase    string         `json:"ph"`
			Time     *float64       `json:"ts"`
			Duration *float64       `json:"dur"`
			Process  *int           `json:"pid"`
			Thread   *int           `json:"tid"`
			Args     map[string]any `json:"args"`
		} `json:"traceEvents"`
	}
	if err := json.Unmarshal(text, &written); err != nil {
		return nil, err
	}
	if written.TraceEvents == nil {
		return nil, fmt.Errorf("no traceEvents in %s", text)
	}
	for _, e := range written.TraceEvents {
		switch {
		case e.Name == nil || e.Time == nil || e.Process == nil || e.Thread == nil || *e.Time < 0,
			e.Phase == "X" && (e.Duration == nil || *e.Duration < 0):
			return nil, fmt.Errorf("an event lacks something: %+v in %s", e, text)
		case e.Phase == "M" && *e.Name == "thread_name":
			tasks = append(tasks, e.Args["name"].(string))
		case e.Phase != "X" && e.Phase != "i":
			return nil, fmt.Errorf("an event of an unknown kind: %+v in %s", e, text)
		}
	}
	return tasks, nil
}
