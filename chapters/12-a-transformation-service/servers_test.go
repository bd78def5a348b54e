package main

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/protocol"
	"slowpoetry/code/sim"
)

func TestOnlyANetstringHasAnEndOfItsOwn(t *testing.T) {
	const want = `What comes back when "drawl.slow water" is sent

the server takes           whole              in two             byte by byte       broken off
whatever one read returns  sloow waateer      sloow              -                  sloow
everything up to the end   sloow waateer      sloow waateer      sloow waateer      sloow
a netstring                13:sloow waateer,  13:sloow waateer,  13:sloow waateer,  -
`
	if o, _ := chapter.Alone(t, "demo"); o.Stdout != want {
		t.Errorf("printed\n%s", o.Stdout)
	}
	if o := programtest.Start(t, "demo").Outcome(); o.Status != 0 || o.Stdout != want {
		t.Errorf("for real: %+v", o)
	}
}

// The table of the text, line by line: what is said, and what comes of it.
func TestEveryMouthfulEndsInAClosedConnection(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Start("serve-transform", "-port", "10010", "-timeout", "5s")
		o := w.Call("mumble", "10010")
		lines := strings.Split(strings.TrimSuffix(o.Stdout, "\n"), "\n")
		if o.Status != 0 || o.Stderr != "" || len(lines) != 1+len(mouthfuls) {
			t.Fatalf("%+v", o)
		}
		want := map[string]string{
			"a request":             "it answers 6:a. b.c,  0.0 s",
			"two requests":          "it answers 3:on.,     0.0 s",
			"a request, and no end": "it answers 3:on.,     ",
			"an announcement":       "it hangs up           5.0 s",
			"half a request":        "it hangs up           5.0 s",
			"a byte now and then":   "it hangs up           5.0 s",
			"nothing":               "it hangs up           5.0 s",

			"half a request, a reset": "we leave              0.0 s",
		}
		for i, m := range mouthfuls {
			did, ok := want[m.what]
			if !ok {
				did = "it hangs up           0.0 s"
			}
			if line := lines[i+1]; !strings.HasPrefix(line, m.what+"  ") || !strings.Contains(line, did) || !strings.HasSuffix(line, "  yes") {
				t.Errorf("%s\nwant %q", line, did)
			}
		}
	})
}

func TestAThousandClientsAnnounceAndSendNothing(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Start("serve-transform", "-port", "10010", "-timeout", "5s")
		var conns []*sim.Conn
		for range 1000 {
			conn := w.Dial(10010)
			io.WriteString(conn, "99999:")
			conns = append(conns, conn)
		}
		if o := w.Call("transform", "lower", "10010", "-poem", "tide"); o.Stdout != strings.ToLower(programtest.TextOf(t, "tide")) || o.Took > time.Second {
			t.Errorf("%+v", o)
		}
		begin := time.Now()
		for _, conn := range conns {
			if n, err := conn.Read(make([]byte, 1)); err == nil {
				t.Fatalf("it answers with %d bytes", n)
			}
			conn.Close()
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("they are gone after %v", took)
		}
	})
}

// What hold prints is what the text draws its conclusions from: on this machine's own network, in
// a process of its own.
func TestAnAnnouncementCostsNothing(t *testing.T) {
	t.Parallel()
	o := programtest.Start(t, "hold").Outcome()
	costs := regexp.MustCompile(`(?m)^(.+?) {2,}(-?[0-9]+) bytes +(-?[0-9]+) bytes$`).FindAllStringSubmatch(o.Stdout, -1)
	if o.Status != 0 || len(costs) != 3 {
		t.Fatalf("%+v", o)
	}
	for i, limits := range []struct{ connMin, connMax, min, max int }{
		{0, 3_000, 99_999, 130_000}, {6_000, 20_000, -1_000, 2_000}, {0, 3_000, -200, 200},
	} {
		conn, _ := strconv.Atoi(costs[i][2])
		more, _ := strconv.Atoi(costs[i][3])
		if conn < limits.connMin || conn > limits.connMax || more < limits.min || more > limits.max {
			t.Errorf("%s: %d and %d bytes", costs[i][1], conn, more)
		}
	}
}

func TestHoldNeedsNoNetworkOfTheMachine(t *testing.T) {
	if o, _ := chapter.Alone(t, "hold -clients 20"); strings.Count(o.Stdout, " bytes\n") != len(holders) {
		t.Errorf("printed\n%s", o.Stdout)
	}
}

func TestTheTransformClient(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Start("serve-transform", "-port", "10010")
		w.Behave(10012, func(conn *sim.Conn) { time.Sleep(time.Hour) })
		for port, reply := range map[int]string{10011: "700:half", 10013: "HTTP/1.1 400 Bad Request\r\n", 10014: "99999999999:"} {
			w.Behave(port, func(conn *sim.Conn) {
				conn.Read(make([]byte, 1000)) // to hang up on what is unread would reset the connection
				io.WriteString(conn, reply)
			})
		}
		for line, want := range map[string]string{
			"upper 10010":             "transform: the server hung up without a word\n",
			"drawl 10010 -poem tide":  "",
			"lower 10011":             "transform: broken off: unexpected EOF\n",
			"lower 10012 -timeout 3s": "transform: timed out after 3s\n",
			"lower 10013":             "transform: netstring that does not begin with a length\n",
			"lower 10014":             "transform: netstring too long\n",
			"lower 10019":             "transform: connect 127.0.0.1:10019: connection refused\n",
		} {
			o := w.Call(append([]string{"transform"}, strings.Fields(line)...)...)
			if o.Stderr != want || (o.Status == 0) != (want == "") || (o.Stdout == "") != (want != "") {
				t.Errorf("%s: %+v", line, o)
			}
		}
	})
}

func TestSayIsASmallNetcat(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Start("serve-both", "-port", "10010", "-line-port", "10011")
		for _, test := range []struct{ text, port, stdout, stderr string }{
			{"8:lower.ON,", "10010", "2:on,\n", ""},
			{"8:lower.ON;", "10010", "", ""},
			{`lower A\nlower B\n`, "10011", "a\nb\n", ""},
			{"", "10011", "", ""},
			{"x", "10012", "", "say: connect 127.0.0.1:10012: connection refused\n"},
		} {
			if o := w.Call("say", test.text, test.port); o.Stdout != test.stdout || o.Stderr != test.stderr {
				t.Errorf("%q: %+v", test.text, o)
			}
		}
	})
}

func TestTwoProtocolsAskOneService(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		both := w.Start("serve-both", "-port", "10010", "-line-port", "10011", "-timeout", "5s")
		typist := w.Dial(10011)
		typed := func(line, want string) {
			t.Helper()
			io.WriteString(typist, line)
			reply := make([]byte, 200)
			if n, err := typist.Read(reply); string(reply[:n]) != want || err != nil {
				t.Errorf("%q: %q, %v, want %q", line, reply[:n], err, want)
			}
		}
		typed("drawl A moor.\r\n", "Aa moooor.\n")
		if o := w.Call("transform", "lower", "10010"); o.Status != 0 {
			t.Errorf("%+v", o)
		}
		time.Sleep(4 * time.Second)
		typed("lower A.B\n", "a.b\n")
		time.Sleep(4 * time.Second)
		typed("nonsense\n", "sorry: no transform is called \"nonsense\": there are acrostic, drawl, lower\n")
		typed("acrostic \n", "sorry: panic: runtime error: index out of range [0] with length 0\n")
		begin := time.Now()
		io.WriteString(typist, "lower and then no")
		io.ReadAll(typist)
		if took := time.Since(begin); took != 5*time.Second {
			t.Errorf("silence ends after %v", took)
		}
		typist.Close()
		w.Interrupt()
		o := both.Outcome()
		for _, said := range []string{
			"typist 1: request 1, 13 bytes in, 10 bytes out\nclient 1: request 2, ", "\ntypist 1: request 3, 9 bytes in, 3 bytes out\n",
			"\ntypist 1: took too long\n",
		} {
			if !strings.Contains(o.Stderr, said) {
				t.Errorf("%q is missing in\n%s", said, o.Stderr)
			}
		}
	})
}

// A typist who asks and asks, and reads nothing, is read from no more at last, and then is late.
func TestATypistWhoDoesNotReadIsNotReadFrom(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		both := w.Start("serve-both", "-port", "10010", "-line-port", "10011", "-timeout", "5s")
		typist := w.Dial(10011)
		sent := 0
		for line := "lower " + strings.Repeat("X", 1000) + "\n"; ; sent++ {
			if _, err := io.WriteString(typist, line); err != nil {
				break
			}
		}
		typist.Close()
		if sent > 1000 { // 64 KiB wait to be sent, and as many in each buffer on the way
			t.Errorf("it took %d lines", sent)
		}
		w.Interrupt()
		if o := both.Outcome(); !strings.HasSuffix(o.Stderr, "\ntypist 1: took too long\n") {
			t.Errorf("%s", o.Stderr)
		}
	})
}

func TestABrokenPoemIsNoPoem(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		text := programtest.TextOf(t, "splitflap")
		whole := string(protocol.AppendNetstring(nil, text))
		w.Serve(10001, "splitflap", 10, time.Millisecond)
		for quit := 1; quit < len(whole); quit += 97 {
			port := 10100 + quit
			w.Start("serve", "-port", strconv.Itoa(port), "-poem", "splitflap", "-quit", strconv.Itoa(quit), "-delay", "1ms")
			o := w.Call("get", strconv.Itoa(port), "10001")
			if o.Status != 1 || o.Stdout != text || !strings.HasPrefix(o.Stderr, "poem 1: broken off: unexpected EOF\n") {
				t.Errorf("after %d bytes: %+v", quit, o)
			}
		}
		o := w.Call("get", "10001", "10001")
		if o.Status != 0 || o.Stdout != text+"\n"+text || strings.Count(o.Stderr, fmt.Sprintf(": complete, %d bytes\n", len(text))) != 2 {
			t.Errorf("%+v", o)
		}
	})
}
