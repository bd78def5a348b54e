package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"slowpoetry/code/book/program"
)

// A crowdServer is the program crowd-serve in a process of its own, so that what it takes can be
// told from what its clients take.
type crowdServer struct {
	*exec.Cmd
	stdin   io.Closer
	model   string
	address string
}

// startCrowdServer starts a server, and returns when it listens. It is killed when ctx is done.
func startCrowdServer(ctx context.Context, env *program.Env, model string, delay time.Duration) (*crowdServer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &crowdServer{model: model}
	s.Cmd = exec.CommandContext(ctx, self, "crowd-serve", "-model", model, "-delay", delay.String())
	s.Stderr = env.Stderr
	if s.stdin, err = s.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := s.StdoutPipe()
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		s.stop()
		return nil, cmp.Or(ctx.Err(), errors.New("the server did not start"))
	}
	_, s.address, _ = strings.Cut(strings.TrimSpace(line), " on ")
	return s, nil
}

// stop ends the server, the hard way if it takes long.
func (s *crowdServer) stop() {
	s.stdin.Close()
	killer := time.AfterFunc(2*time.Second, func() { s.Process.Kill() })
	defer killer.Stop()
	s.Wait()
}

// processor returns the processor time that the server has used, once it has been stopped.
func (s *crowdServer) processor() time.Duration {
	return s.ProcessState.UserTime() + s.ProcessState.SystemTime()
}

// memory returns the resident memory of the server now, in bytes, or 0 where the system does
// not tell. What the kernel keeps for its connections is not in it.
func (s *crowdServer) memory() int {
	var kilobytes int
	if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid)); err == nil {
		_, rest, _ := strings.Cut(string(status), "VmRSS:")
		fmt.Sscan(rest, &kilobytes)
	} else if text, err := exec.Command("ps", "-o", "rss=", "-p", fmt.Sprint(s.Process.Pid)).Output(); err == nil {
		fmt.Sscan(string(text), &kilobytes)
	}
	return kilobytes << 10
}
