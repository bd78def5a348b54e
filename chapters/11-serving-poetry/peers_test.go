package main

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// What we write is TCP, and others speak it. The tests in this file have our servers recite to
// programs that have never heard of this book. Each needs a program that may not be on this
// machine, and says so when it is not.

// serveTo starts each of the servers as a process, and hands its port to f.
func serveTo(t *testing.T, f func(t *testing.T, server, port string)) {
	for _, server := range servers {
		t.Run(server, func(t *testing.T) {
			t.Parallel()
			f(t, server, startSplitflap(t, server))
		})
	}
}

// startSplitflap starts a server as a process, and returns its port.
func startSplitflap(t *testing.T, server string) string {
	t.Helper()
	args := []string{server, "-poem", "splitflap"}
	if server != "serve-fast" && server != "serve-raw" {
		args = append(args, "-bytes", "33", "-delay", "1ms")
	}
	return programtest.Start(t, args...).Port()
}

func TestNetcatHearsEveryServer(t *testing.T) {
	t.Parallel()
	nc := programtest.NeedCommand(t, "nc")
	poem := programtest.TextOf(t, "splitflap")
	serveTo(t, func(t *testing.T, server, port string) {
		if o := programtest.StartCommand(t, nc, "127.0.0.1", port).Outcome(); o.Status != 0 || o.Stdout != poem {
			t.Errorf("%+v", o)
		}
		p := programtest.NewProcess(t, nc, "127.0.0.1", port) // which says something
		p.Cmd.Stdin = strings.NewReader("is anybody there?\n")
		p.Start()
		if o := p.Outcome(); o.Stdout != poem {
			t.Errorf("it says something, and has %+v", o)
		}
	})
}

// curl sends a request that nobody asked for, and takes a poem for a very old answer.
func TestCurlHearsEveryServer(t *testing.T) {
	t.Parallel()
	curl := programtest.NeedCommand(t, "curl")
	poem := programtest.TextOf(t, "splitflap")
	serveTo(t, func(t *testing.T, server, port string) {
		o := programtest.StartCommand(t, curl, "--silent", "--show-error", "--http0.9", "http://127.0.0.1:"+port+"/").Outcome()
		if o.Status != 0 || o.Stdout != poem || o.Stderr != "" {
			t.Errorf("%+v", o)
		}
	})
}

func TestCurlComplainsOfAHastyServer(t *testing.T) {
	t.Parallel()
	curl := programtest.NeedCommand(t, "curl")
	poem := programtest.TextOf(t, "splitflap")
	port := programtest.Start(t, "serve-raw", "-hasty", "-poem", "splitflap").Port()
	// Whether the request is there when the server closes is a matter of luck, which runs out.
	for range 1000 {
		o := programtest.StartCommand(t, curl, "--silent", "--show-error", "--http0.9", "http://127.0.0.1:"+port+"/").Outcome()
		if o.Status == 56 && strings.Contains(o.Stderr, "reset by peer") {
			return
		}
		if o.Status != 0 || o.Stdout != poem {
			t.Fatalf("%+v", o)
		}
	}
	t.Error("a thousand poems, and no reset")
}

func TestPythonSocketsHearEveryServer(t *testing.T) {
	t.Parallel()
	args := []string{filepath.Join("testdata", "listener.py")}
	for _, server := range servers {
		if server != "serve-first" { // which leaves who says that it was all: that is what is broken in it
			args = append(args, startSplitflap(t, server))
		}
	}
	want := strings.Repeat(programtest.TextOf(t, "splitflap"), 2*(len(args)-1))
	o := programtest.StartCommand(t, programtest.NeedCommand(t, "python3", "python"), args...).Outcome()
	if o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}

func TestTwistedHearsEveryServer(t *testing.T) {
	t.Parallel()
	programtest.NeedTwisted(t)
	var ports []string
	for _, server := range servers {
		ports = append(ports, startSplitflap(t, server))
	}
	o := programtest.CallTwistedClient(t, append(ports, ports[:3]...)...)
	want := strings.Repeat("\n"+programtest.TextOf(t, "splitflap"), len(ports)+3)[1:]
	if o.Status != 0 || o.Stdout != want {
		t.Errorf("%+v", o)
	}
}

// For once on the machine's own network: a crowd that comes at once, of which some leave in the
// middle.
func TestACrowdOnTheMachinesNetwork(t *testing.T) {
	t.Parallel()
	poem := programtest.TextOf(t, "splitflap")
	serveTo(t, func(t *testing.T, server, port string) {
		if server == "limit" {
			return // it would refuse them
		}
		var crowd sync.WaitGroup
		defer crowd.Wait()
		for i := range 100 {
			conn := programtest.Dial(t, port)
			crowd.Go(func() {
				defer conn.Close()
				if i%4 == 0 {
					io.ReadFull(conn, make([]byte, 20))
					conn.(*net.TCPConn).SetLinger(i % 8)
					return
				}
				if heard, err := io.ReadAll(conn); err != nil || string(heard) != poem {
					t.Errorf("%s, listener %d: %d bytes, %v", server, i, len(heard), err)
				}
			})
		}
	})
}

func TestAFileVanishesOnTheMachine(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "poem.txt")
	if err := os.WriteFile(file, []byte("gone\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	port := programtest.Start(t, "serve-fast", "-poem", file).Port()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if heard := programtest.Hear(t, port, ""); heard != "gone\n" {
		t.Errorf("heard %q", heard)
	}
}
