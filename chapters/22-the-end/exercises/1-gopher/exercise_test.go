package exercise_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	exercise "slowpoetry/chapters/22-the-end/exercises/1-gopher"
	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/code/sim"
)

// changes are dots, which has a full stop before each line, and slow, which waits until its client has left.
type changes struct{ left chan struct{} }

func (changes) Changes() []string { return []string{"dots", "slow"} }
func (c changes) Change(ctx context.Context, change, text string) (string, error) {
	if change == "dots" {
		return "." + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n.") + "\n", nil
	}
	<-ctx.Done()
	close(c.left)
	return "", ctx.Err()
}

// serving runs a test beside a server of Gopher on port 10070.
func serving(t *testing.T, test func(t *testing.T, dial func() net.Conn, c changes)) {
	synctest.Test(t, func(t *testing.T) {
		var n sim.Network
		door, err := n.Listen(t.Context(), "tcp", "127.0.0.1:10070")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		c := changes{make(chan struct{})}
		s := &exercise.Server{Service: poem.New(c, 10), Patience: 5 * time.Second, Limit: time.Minute}
		var ended sync.WaitGroup
		ended.Go(func() {
			if err := s.Serve(ctx, door); err != nil {
				t.Errorf("Serve: %v", err)
			}
		})
		synctest.Wait()
		test(t, func() net.Conn {
			conn, err := n.DialContext(t.Context(), "tcp", "127.0.0.1:10070")
			if err != nil {
				t.Fatal(err)
			}
			return conn
		}, c)
		stop()
		ended.Wait()
	})
}

func TestPoemsByGopher(t *testing.T) {
	serving(t, func(t *testing.T, dial func() net.Conn, _ changes) {
		for selector, want := range map[string]string{
			"tide\r\n":      "Slack Water\r\n\r\n",
			"tide\n":        "Slack Water\r\n\r\n",
			"tide/dots\r\n": "..Slack Water\r\n..\r\n",
			"moon\r\n":      "3no poem is called \"moon\": there are kettle, linesman, nightshift, splitflap, tide\t\terror.host\t1\r\n.\r\n",
			"tide/moon\r\n": "3no change is called \"moon\": there are dots, slow\t\terror.host\t1\r\n.\r\n",
			"a/b/c/d/e\r\n": "3no poem is called \"a\": ",
		} {
			conn := dial()
			io.WriteString(conn, selector)
			text, err := io.ReadAll(conn)
			conn.Close()
			if err != nil || !strings.HasPrefix(string(text), want) || !strings.HasSuffix(string(text), "\r\n.\r\n") {
				t.Errorf("%q is answered with %q, %v; it begins with %q, and ends with a full stop on a line", selector, text, err, want)
			}
			if strings.Contains(strings.ReplaceAll(string(text), "\r\n", ""), "\n") {
				t.Errorf("%q: a line ends without a carriage return", selector)
			}
		}
	})
}

func TestAClientWhoLeavesEndsTheWork(t *testing.T) {
	serving(t, func(t *testing.T, dial func() net.Conn, c changes) {
		conn := dial()
		io.WriteString(conn, "tide/slow\r\n")
		time.Sleep(time.Second)
		conn.Close()
		synctest.Wait()
		select {
		case <-c.left:
		default:
			t.Error("the client has left, and the context of its request has not ended")
		}
	})
}

func TestASilentClientIsGoneInTime(t *testing.T) {
	serving(t, func(t *testing.T, dial func() net.Conn, _ changes) {
		for _, say := range []string{"", "tide"} {
			start, conn := time.Now(), dial()
			time.AfterFunc(time.Minute, func() { conn.Close() })
			io.WriteString(conn, say)
			io.Copy(io.Discard, conn)
			conn.Close()
			if took := time.Since(start); took != 5*time.Second {
				t.Errorf("a client that says %q and no more is gone after %v, not after 5s", say, took)
			}
		}
	})
}
