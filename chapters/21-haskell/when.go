package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"net"
	"sync"

	"slowpoetry/code/book/program"
)

// early shows what Go computes before anything needs it: arguments.
func early(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	say := func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }
	//listing:early
	fetch := func() string { say("  the poem is fetched"); return "Slack Water" }
	kept := "Kettle"

	say("cmp.Or has %q", cmp.Or(kept, fetch()))

	later := sync.OnceValue(fetch)
	say("orElse has %q", orElse(kept, later))
	say("orElse has %q", orElse("", later))
	say("orElse has %q", orElse("", later))
	//listing:end
	return nil
}

// orElse returns text unless it is empty. It needs other only then.
func orElse(text string, other func() string) string {
	if text != "" {
		return text
	}
	return other()
}

// late shows what Go computes when it is too late: a sequence whose connection has been closed.
func late(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var servers sync.WaitGroup
	defer servers.Wait()
	defer stop()
	address, err := serveOnce(ctx, env, &servers, func(conn net.Conn) { io.WriteString(conn, "Slack Water\n") })
	if err != nil {
		return err
	}
	//listing:late
	lines, err := careful(ctx, env, address)
	fmt.Fprintf(env.Stdout, "careful has returned, with the error %v\n", err)
	for _, err := range lines {
		fmt.Fprintf(env.Stdout, "the first line: %v\n", err)
		break
	}
	//listing:end
	return nil
}

// careful returns the lines of a poem, and always closes its connection. Its care comes too early, on purpose.
func careful(ctx context.Context, env *program.Env, address string) (iter.Seq2[string, error], error) {
	conn, err := env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return linesOf(conn), nil
}

// linesOf yields the lines that are read from r, each when it is needed, and last what went wrong.
func linesOf(r io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		in := bufio.NewReader(r)
		for {
			line, err := in.ReadString('\n')
			if line != "" && !yield(line, nil) {
				return
			}
			if err != nil {
				if err != io.EOF {
					yield("", err)
				}
				return
			}
		}
	}
}
