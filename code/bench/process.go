package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A server is a process that serves.
type server struct {
	*exec.Cmd
	stdin *os.File // held open: when we end, however that happens, the server sees it close
	port  int
}

// start starts a server, and returns when it listens.
func start(p *peer, what string, delay time.Duration) (*server, error) {
	cmd, err := p.command(what, delay)
	if err != nil {
		return nil, err
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	cmd.Stdin, cmd.Stderr = theirs, os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		ours.Close()
		return nil, err
	}
	s := &server{Cmd: cmd, stdin: ours}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err == nil {
		s.port, err = strconv.Atoi(strings.TrimSpace(line))
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s does not say where it listens: %w", p.name, err)
	}
	return s, nil
}

// ended reports whether the server has ended by itself: it should not.
func (s *server) ended() bool { return s.Process.Signal(syscall.Signal(0)) != nil }

// stop ends the server, and returns when it has ended.
func (s *server) stop() {
	s.stdin.Close()
	s.Process.Kill()
	s.Wait()
}

// address returns where the nth client of the server connects to. Each address of this machine
// has 28,000 ports to come from, and a port that was used rests for a minute.
func (s *server) address(n int) string {
	return fmt.Sprintf("127.0.0.%d:%d", 1+n%loopbacks, s.port)
}
