package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// thousand starts a poetry server, and has each client fetch its poem a thousand times at once, in a
// process of its own. It prints how long that took, and the most memory that the process had.
func thousand(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 1000, "fetch `n` poems at once")
	delay := flags.Duration("delay", 500*time.Millisecond, "the server rests for this `duration` between two pieces")
	erlang := flags.String("erlang", filepath.Join("chapters", "20-erlang", "erlang", "get"), "the client in Erlang is this `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 2 {
		return program.Usagef("-n %d: two at least", *n)
	}
	us, err := os.Executable()
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	var server sync.WaitGroup
	defer server.Wait()
	defer stop()
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	tide, err := poetry.Find("tide")
	if err != nil {
		return err
	}
	quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
	o := poetry.Options{Bytes: 100, Delay: *delay, Poem: tide}
	server.Go(func() { poetry.ReciteToAll(serving, quiet, door, o) })

	fmt.Fprintf(env.Stdout, "%-22s %8s %12s %12s %10s\n", "", "time", "one poem", fmt.Sprint(*n, " poems"), "each")
	address := door.Addr().String()
	for _, client := range []struct {
		name    string
		command []string
	}{
		{"Erlang's processes", []string{"escript", *erlang}},
		{"Go's goroutines", []string{us, "get"}},
		{"our reactor", []string{us, "get-reactor"}},
	} {
		one, _, err := measure(ctx, client.command, address, 1, tide.Text)
		if err != nil {
			return err
		}
		all, took, err := measure(ctx, client.command, address, *n, tide.Text)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%-22s %6.1f s %8.1f MiB %8.1f MiB %6.1f KiB\n",
			client.name, took.Seconds(), one/1024, all/1024, (all-one)/float64(*n-1))
	}
	return nil
}

// measure runs a client that fetches a poem n times at once from one address. It returns the most
// memory that the process has had, in KiB, and how long it took.
func measure(ctx context.Context, command []string, address string, n int, text []byte) (kib float64, took time.Duration, err error) {
	began := time.Now()
	cmd := exec.CommandContext(ctx, command[0], slices.Concat(command[1:], slices.Repeat([]string{address}, n))...)
	var poems, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &poems, &said
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	ended := make(chan struct{})
	most := make(chan float64)
	go func() { most <- watch(cmd.Process.Pid, ended) }()
	err = cmd.Wait()
	close(ended)
	kib = <-most
	if err != nil {
		last := strings.TrimSpace(said.String())
		last = last[strings.LastIndex(last, "\n")+1:]
		return 0, 0, errors.Join(ctx.Err(), fmt.Errorf("%s: %w: %s", command[0], err, last))
	}
	if want := bytes.Join(slices.Repeat([][]byte{text}, n), []byte("\n")); !bytes.Equal(poems.Bytes(), want) {
		return 0, 0, fmt.Errorf("%s has printed %d bytes, which are not %d poems", strings.Join(command, " "), poems.Len(), n)
	}
	return kib, time.Since(began), nil
}

// watch returns the most memory that a process has had, in KiB, which Linux says as long as it lives. (What
// it says of a process that has ended may be the memory of the one that started it.)
func watch(pid int, ended <-chan struct{}) (most float64) {
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, after, found := bytes.Cut(status, []byte("VmHWM:")); found {
			var kib float64
			fmt.Sscan(string(after), &kib)
			most = max(most, kib)
		}
		select {
		case <-ended:
			return most
		case <-time.After(5 * time.Millisecond):
		}
	}
}
