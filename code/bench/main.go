// Command bench measures the book's reactor beside its peers: Twisted's, gnet, a goroutine for
// each connection, and a bare loop around epoll that does nothing but the work.
//
//	make bench           # from the top of the repository: the whole table, in four minutes
//	make bench SHORT=1   # one round of everything, each a second: what is broken, not what is fast
//	go run . -only echo  # here: some of it
//
// The one rule: the server has a process of its own, and whoever measures it is the same for all.
// Peers take turns, round after round, and what is printed are medians: on a machine that has
// other things to do, a ratio of two such numbers holds where the numbers themselves do not.
//
// It is a module of its own so that readers of the book need not download the peers.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		fail(child(os.Args[2:]))
		return
	}
	var s suite
	only := flag.String("only", "", "only the workloads whose names match `REGEXP`")
	peers := flag.String("peers", "", "only these `NAMES`, joined by commas: "+strings.Join(names(), ", "))
	short := flag.Bool("short", false, "one round of everything, each a second")
	flag.IntVar(&s.rounds, "rounds", 3, "how often everybody takes a turn")
	flag.DurationVar(&s.span, "span", 1500*time.Millisecond, "how long a turn is measured")
	flag.BoolVar(&s.verbose, "v", false, "print every turn")
	flag.Parse()
	if flag.NArg() > 0 {
		fail(fmt.Errorf("unexpected argument %q (-h lists the flags)", flag.Arg(0)))
	}
	pattern, err := regexp.Compile(*only)
	fail(err)
	s.only = pattern
	fail(s.choose(*peers))
	if *short {
		s.rounds, s.span = 1, time.Second
	}

	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		fail(fmt.Errorf("interrupted")) // servers end when we do: see start
	}()
	fail(s.run(os.Stdout))
}

// fail ends the process when err is not nil.
func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
