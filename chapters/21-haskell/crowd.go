package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// crowd starts a server, has several clients fetch its poem many times at once, each in a process of its
// own, and prints how much memory that took.
func crowd(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 1000, "fetch the poem `n` times at once")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 || *n > 10_000 {
		return program.Usagef("-n is a number from 1 to 10000")
	}
	if runtime.GOOS != "linux" {
		return errors.New("it reads what Linux says of a process, and this is another system")
	}
	folder, err := os.MkdirTemp("", "crowd-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	rows := make([]string, len(crowdClients))
	var all errgroup.Group
	for i, client := range crowdClients {
		all.Go(func() error {
			binary, err := client.build(ctx, folder)
			if err != nil {
				return fmt.Errorf("%s: %w", client.name, err)
			}
			command := append([]string{binary}, client.args...)
			one, err := weigh(ctx, command, 1)
			if err != nil {
				return fmt.Errorf("%s: %w", client.name, err)
			}
			many, err := weigh(ctx, command, *n)
			if err != nil {
				return fmt.Errorf("%s: %w", client.name, err)
			}
			rows[i] = fmt.Sprintf("%-24s%6.1f MiB%8.1f MiB%5.0f KiB", client.name, mebibytes(one), mebibytes(many), (many-one)/float64(*n)/1024)
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%-24s%10s%12s%9s\n", "fetched", "once", fmt.Sprintf("%d times", *n), "each")
	_, err = fmt.Fprintln(env.Stdout, strings.Join(rows, "\n"))
	return err
}

func mebibytes(n float64) float64 { return n / (1 << 20) }

// crowdClients are the clients to weigh.
var crowdClients = []struct {
	name  string
	build func(ctx context.Context, folder string) (binary string, err error)
	args  []string
}{
	{"get-1", haskell("get-1"), nil},
	{"get-2", haskell("get-2"), nil},
	{"get-2 --ahead", haskell("get-2"), []string{"--ahead"}},
	{"chapter 2, goroutines", chapterOf("02-slow-poetry"), []string{"get-goroutines"}},
	{"chapter 8, a reactor", chapterOf("08-deferred-poetry"), []string{"get"}},
}

// chapterOf returns a function that builds the command of a chapter.
func chapterOf(slug string) func(ctx context.Context, folder string) (string, error) {
	return func(ctx context.Context, folder string) (string, error) {
		binary := filepath.Join(folder, slug)
		build := exec.CommandContext(ctx, "go", "build", "-o", binary, "slowpoetry/chapters/"+slug)
		if text, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w: %s", err, strings.TrimSpace(string(text)))
		}
		return binary, nil
	}
}

// haskell returns a function that compiles one of the clients in Haskell.
func haskell(name string) func(ctx context.Context, folder string) (string, error) {
	return func(ctx context.Context, folder string) (string, error) {
		source, err := filepath.Abs(filepath.Join("chapters", "21-haskell", "haskell", name+".hs"))
		if err != nil {
			return "", err
		}
		return compile(ctx, source)
	}
}

// weigh has a client fetch a poem n times at once from a server in this process, which begins when
// all are connected. It returns how many bytes of memory the client's process had at most.
func weigh(ctx context.Context, command []string, n int) (bytes float64, err error) {
	kettle, err := poetry.Find("kettle")
	if err != nil {
		return 0, err
	}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	door := &gate{Listener: inner, opens: n}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	var server sync.WaitGroup
	defer server.Wait()
	defer stop()
	server.Go(func() {
		o := poetry.Options{Poem: kettle, Bytes: 100, Delay: 300 * time.Millisecond}
		if n == 1 {
			o.Delay = 0
		}
		poetry.ReciteToAll(ctx, &program.Env{Stdout: io.Discard, Stderr: io.Discard}, door, o)
	})
	_, port, err := net.SplitHostPort(door.Addr().String())
	if err != nil {
		return 0, err
	}
	client := exec.CommandContext(ctx, command[0], append(slices.Clone(command[1:]), slices.Repeat([]string{port}, n)...)...)
	var complaints strings.Builder
	client.Stderr = &complaints
	if err := client.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- client.Wait() }()
	for tick := time.Tick(5 * time.Millisecond); ; {
		select {
		case <-tick:
			bytes = max(bytes, peak(client.Process.Pid))
		case err := <-ended:
			if err != nil {
				return 0, fmt.Errorf("%w: %.200s", err, complaints.String())
			}
			return bytes, nil
		}
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak returns how much memory a process has had at most, as far as it lives, and Linux says so. (What the
// system tells at its end is no less than its parent had when it was started.)
func peak(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	if match := highWater.FindSubmatch(status); match != nil {
		kilobytes, _ := strconv.Atoi(string(match[1]))
		return float64(kilobytes) * 1024
	}
	return 0
}

// A gate is a listener that lets nobody in before so many are there.
type gate struct {
	net.Listener
	opens   int
	waiting []net.Conn
}

// Accept is called by one goroutine.
func (g *gate) Accept() (net.Conn, error) {
	for ; g.opens > 0; g.opens-- {
		conn, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		g.waiting = append(g.waiting, conn)
	}
	if len(g.waiting) == 0 {
		return g.Listener.Accept()
	}
	conn := g.waiting[0]
	g.waiting = g.waiting[1:]
	return conn, nil
}
