package exercise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// A heard line, and when it was heard.
type heard struct {
	line string
	at   time.Duration
}

func (h heard) String() string { return fmt.Sprintf("%q after %v", h.line, h.at) }

// read has you read lines from servers that do with their client as they like, all at once, and
// returns what you heard from each, and its end.
func read(t *testing.T, servers ...func(conn net.Conn)) (lines [][]heard, ends []error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var network sim.Network
		stack := socket.Portable(&network)
		r, err := reactor.New(reactor.Config{Stack: stack})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		lines, ends = make([][]heard, len(servers)), make([]error, len(servers))
		missing := len(servers)
		for i, serve := range servers {
			listener, err := network.Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			go func() {
				if conn, err := listener.Accept(); err == nil {
					serve(conn)
					conn.Close()
				}
			}()
			s, err := stack.Connect(listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			err = ReadLines(r, s, func(text string) {
				lines[i] = append(lines[i], heard{text, r.Now().Round(time.Second / 2)})
			}, func(reason error) {
				ends[i] = reason
				if missing--; missing == 0 {
					r.Stop()
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		stuck := r.CallLater(time.Hour, func() {
			t.Errorf("after an hour, %d of %d have not come to an end", missing, len(servers))
			r.Stop()
		})
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		stuck.Cancel()
	})
	return lines, ends
}

// say writes pieces, one each second.
func say(pieces ...string) func(conn net.Conn) {
	return func(conn net.Conn) {
		for i, piece := range pieces {
			if i > 0 {
				time.Sleep(time.Second)
			}
			io.WriteString(conn, piece)
		}
	}
}

const s = time.Second

func TestALineIsHeardWhenItIsComplete(t *testing.T) {
	lines, ends := read(t, say("one\ntw", "o\n\nthr", "ee\n", "four"))
	want := []heard{{"one", 0}, {"two", s}, {"", s}, {"three", 2 * s}, {"four", 3 * s}}
	if !slices.Equal(lines[0], want) {
		t.Errorf("you hear %v, want %v", lines[0], want)
	}
	if ends[0] != io.EOF {
		t.Errorf("the end is %v, want EOF", ends[0])
	}
}

func TestASlowSpeakerKeepsNobodyWaiting(t *testing.T) {
	slow := say("slow", " ", "and", " ", "steady\n") // begins, and takes four seconds for a line
	quick := func(conn net.Conn) {
		time.Sleep(s / 2)
		say("quick\n", "and\n", "done\n")(conn)
	}
	lines, _ := read(t, slow, quick)
	if want := []heard{{"slow and steady", 4 * s}}; !slices.Equal(lines[0], want) {
		t.Errorf("from the slow speaker you hear %v, want %v", lines[0], want)
	}
	if want := []heard{{"quick", s / 2}, {"and", s + s/2}, {"done", 2*s + s/2}}; !slices.Equal(lines[1], want) {
		t.Errorf("from the quick speaker you hear %v, want %v", lines[1], want)
	}
}

func TestHoweverItIsCut(t *testing.T) {
	poem, err := poetry.Find("splitflap")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(poem.Text), "\n"), "\n")
	for _, size := range []int{1, 2, 3, 7, 1000} {
		lines, _ := read(t, func(conn net.Conn) {
			poetry.Recite(context.Background(), conn, poem, size, time.Millisecond)
		})
		var got []string
		for _, l := range lines[0] {
			got = append(got, l.line)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d bytes at a time: you hear %q, want %q", size, got, want)
		}
	}
}

func TestABrokenConnectionIsNoEnd(t *testing.T) {
	lines, ends := read(t, func(conn net.Conn) {
		io.WriteString(conn, "one\ntw")
		time.Sleep(time.Second)
		conn.(interface{ SetLinger(int) error }).SetLinger(0) // so that Close breaks it
	})
	if ends[0] == nil || errors.Is(ends[0], io.EOF) {
		t.Errorf("the end is %v, want what broke the connection", ends[0])
	}
	if len(lines[0]) == 0 || lines[0][0] != (heard{"one", 0}) {
		t.Errorf("you hear %s, want \"one\" after 0s", fmt.Sprint(lines[0]))
	}
}
