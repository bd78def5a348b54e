//go:build !js

package exercise

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

// patience is how long the program may take once it is connected to all servers.
const patience = 2 * time.Second

// A server says something to the first who connects, and hangs up; or it stays silent, until the test is over.
type server struct {
	says   string
	hangUp bool
}

// ask runs the program for some servers, and returns what it prints. Servers in the list are told apart by
// their numbers.
func ask(t *testing.T, servers ...server) (stdout, stderr string, err error) {
	programtest.NeedHaskell(t)
	runghc := programtest.NeedCommand(t, "runghc")
	source := filepath.Join(t.TempDir(), "first-whole.hs")
	if err := os.WriteFile(source, []byte(Program), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var connected, serving sync.WaitGroup
	defer serving.Wait()
	defer stop()
	args := []string{source}
	for _, s := range servers {
		door, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer door.Close()
		_, port, _ := net.SplitHostPort(door.Addr().String())
		args = append(args, port)
		connected.Add(1)
		serving.Go(func() {
			conn, err := door.Accept()
			connected.Done()
			if err != nil {
				return
			}
			defer conn.Close()
			connected.Wait() // so that being connected first decides nothing
			io.WriteString(conn, s.says)
			if !s.hangUp {
				<-ctx.Done()
			}
		})
		context.AfterFunc(ctx, func() { door.Close() })
	}
	program := exec.CommandContext(ctx, runghc, args...)
	var out, complaints bytes.Buffer
	program.Stdout, program.Stderr = &out, &complaints
	program.WaitDelay = time.Second
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	serving.Go(func() {
		connected.Wait()
		select {
		case <-ctx.Done():
		case <-time.After(patience):
			stop()
		}
	})
	err = program.Wait()
	return out.String(), complaints.String(), err
}

const whole = "A whole poem,\nall of it.\n"

func TestThePoemThatIsWholeFirstIsPrinted(t *testing.T) {
	got, said, err := ask(t, server{"Half a poem,", false}, server{"", true}, server{"", false}, server{whole, true})
	if err != nil || got != whole {
		t.Errorf(`the first of four servers has said half of its poem, the second has hung up without a word,
the third says nothing yet, and the fourth has said all of its poem. The program has printed
%q, want
%q
%v %s`, got, whole, err, strings.TrimSpace(said))
	}
}
