package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "embed"
)

// A peer is somebody who can serve.
type peer struct {
	name  string // for the command line
	title string // for the table

	// echo says everything back, and recite gives every client a piece of a poem at once, and
	// one more every delay. Both listen on a free port of all addresses, tell announce where,
	// and go on until the process ends. timers is one trial of a million timers.
	echo   func(announce func(port int)) error
	recite func(announce func(port int), delay time.Duration) error
	timers func() (trial, error)

	script  string       // instead of these, a program for Python
	missing func() error // says what p needs and is not here; nil if p needs nothing
}

// peers are in the order of the table.
var peers = []peer{
	{name: "twisted", title: "Twisted", script: twistedScript, missing: noTwisted},
	{name: "goroutines", title: "goroutines", echo: goroutinesEcho, recite: goroutinesRecite, timers: afterFuncTimers},
	{name: "gnet", title: "gnet", echo: gnetEcho, recite: gnetRecite},
	{name: "bare", title: "bare loop", echo: bareEcho, recite: bareRecite, missing: noEpoll},
	{name: "container", title: "container/heap", timers: containerTimers},
	{name: "portable", title: "ours, portable", echo: portableEcho},
	{name: "reactor", title: "ours", echo: reactorEcho, recite: reactorRecite, timers: reactorTimers},
}

func names() (list []string) {
	for _, p := range peers {
		list = append(list, p.name)
	}
	return list
}

// python is where Debian has the one that knows its python3-twisted.
const python = "/usr/bin/python3"

//go:embed twisted_peer.py
var twistedScript string

func noTwisted() error {
	if err := exec.Command(python, "-c", "import twisted").Run(); err != nil {
		return errors.New("not installed here (Debian's package is python3-twisted)")
	}
	return nil
}

// command returns the process that does one thing for p: "echo", "recite" or "timers".
func (p *peer) command(what string, delay time.Duration) (*exec.Cmd, error) {
	seconds := strconv.FormatFloat(delay.Seconds(), 'g', -1, 64)
	if p.script != "" {
		return exec.Command(python, "-c", p.script, what, seconds), nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "child", p.name, what, seconds)
	cmd.Env = append(os.Environ(), "GNET_LOGGING_LEVEL=2") // or it logs where we announce
	return cmd, nil
}

// child is what the process of a peer does.
func child(args []string) error {
	if len(args) != 3 {
		return errors.New("a child is given a peer, a thing to do, and a number of seconds")
	}
	i := slices.Index(names(), args[0])
	if i < 0 {
		return fmt.Errorf("no peer %q: there are %s", args[0], strings.Join(names(), ", "))
	}
	seconds, err := strconv.ParseFloat(args[2], 64)
	if err != nil {
		return err
	}
	go func() { // our parent never writes: when there is something, it is the end
		os.Stdin.Read(make([]byte, 1))
		os.Exit(0)
	}()
	announce := func(port int) { fmt.Println(port) }
	p := peers[i]
	switch what := args[1]; {
	case what == "echo" && p.echo != nil:
		return p.echo(announce)
	case what == "recite" && p.recite != nil:
		return p.recite(announce, time.Duration(seconds*float64(time.Second)))
	case what == "timers" && p.timers != nil:
		t, err := p.timers()
		fmt.Println(t.add, t.cancel, t.bytes)
		return err
	default:
		return fmt.Errorf("%s cannot %q", p.name, what)
	}
}
