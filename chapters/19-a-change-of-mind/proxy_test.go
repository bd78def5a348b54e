package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/sim"
)

// inFrontOf starts a proxy on port 10000, in front of a server on port 10001.
func inFrontOf(w *programtest.World, flags ...string) *programtest.Server {
	return w.Start(append(append([]string{"proxy", "-port", "10000"}, flags...), "10001")...)
}

const fetching = "fetching the poem of 127.0.0.1:10001\n"

func TestAPoemIsFetchedOnce(t *testing.T) {
	for _, way := range []string{"-finish", "-hasty", "-keep=2h"} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			text := programtest.TextOf(t, "splitflap")
			w.Serve(10001, "splitflap", 7, 10*ms)
			p := inFrontOf(w, way)
			for i, want := range []time.Duration{programtest.Reciting(text, 7, 10*ms), 0, 0} {
				if o := w.Call("hear", "10000"); o.Status != 0 || o.Stdout != text || o.Took != want {
					t.Errorf("%s, listener %d: %+v, want it in %v", way, i+1, o, want)
				}
			}
			time.Sleep(2 * time.Hour)
			if o := w.Call("hear", "10000"); o.Took == 0 || o.Stdout != text {
				t.Errorf("%s: it is stale, and comes in no time", way)
			}
			w.Interrupt()
			if o := p.Outcome(); o.Status != 0 || o.Stderr != fetching+fetching {
				t.Errorf("%s: %+v", way, o)
			}
		})
	}
}

// The slow server stops at the piece after the last listener has left, and not before.
func TestTheServerStopsWhenTheLastHasLeft(t *testing.T) {
	for flag, want := range map[string]struct {
		pieces int
		says   string
	}{
		"-keep=2h": {8, fetching + "guest 1 has left\nthe download is called off\nguest 2 has left\n"},
		"-hasty":   {4, fetching + "the download is called off\nguest 2: no poem at 127.0.0.1:10001: cancelled\nguest 1 has left\n"},
		"-finish":  {12, fetching + "guest 1 has left\nguest 2 has left\n"},
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			server := w.Start("serve", "-port", "10001", "-poem", "tide", "-bytes", "40", "-delay", "100ms", "-verbose")
			p := inFrontOf(w, flag)
			for _, d := range []time.Duration{350 * ms, 750 * ms} {
				w.Go(func() { w.Call("hear", "-for", d.String(), "10000") })
				synctest.Wait()
			}
			time.Sleep(5 * time.Second)
			w.Interrupt()
			if o := p.Outcome(); o.Stderr != want.says {
				t.Errorf("%s: the proxy says\n%s\nwant\n%s", flag, o.Stderr, want.says)
			}
			o := server.Outcome()
			gets := strings.Count(o.Stderr, " gets ")
			if gets < want.pieces || gets > want.pieces+1 || strings.Contains(o.Stderr, "left early") != (want.pieces < 12) {
				t.Errorf("%s: the server says\n%s\nwant %d pieces, and one into the void", flag, o.Stderr, want.pieces)
			}
		})
	}
}

// Who leaves is no trouble to the others, unless the proxy is hasty.
func TestWhoLeavesIsNoTrouble(t *testing.T) {
	for _, flag := range []string{"-keep=2h", "-finish", "-hasty"} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			text := programtest.TextOf(t, "tide")
			w.Serve(10001, "tide", 40, 100*ms)
			inFrontOf(w, flag)
			var guests []*sim.Conn
			for range 6 {
				guests = append(guests, w.Dial(10000))
				time.Sleep(10 * ms)
			}
			guests[0].Close()
			guests[3].SetLinger(0)
			guests[3].Close()
			for _, i := range []int{1, 2, 4, 5} {
				heard, err := io.ReadAll(guests[i])
				if (string(heard) == text && err == nil) != (flag != "-hasty") {
					t.Errorf("%s, guest %d: %d bytes, %v", flag, i+1, len(heard), err)
				}
				guests[i].Close()
			}
		})
	}
}

func TestACrowd(t *testing.T) {
	for flag, others := range map[string]string{
		"-keep=2h": "has heard 476 bytes", "-finish": "has heard 476 bytes", "-hasty": "has no poem, and a broken connection",
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Serve(10001, "tide", 40, 50*ms)
			inFrontOf(w, flag)
			want := "listener 1: left\nlistener 2: " + others + "\nlistener 3: " + others + "\n"
			if o := w.Call("crowd", "10000"); o.Stdout != want {
				t.Errorf("%s: %+v", flag, o)
			}
		})
	}
}

// After a download was called off, the next listener gets a new one.
func TestTheNextListenerBeginsAgain(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		text := programtest.TextOf(t, "tide")
		w.Serve(10001, "tide", 40, 100*ms)
		inFrontOf(w)
		if o := w.Call("hear", "-for", "250ms", "10000"); o.Stdout != "left after 0.2 s and 0 bytes\n" {
			t.Errorf("%+v", o)
		}
		synctest.Wait()
		if o := w.Call("hear", "10000"); o.Stdout != text || o.Took != programtest.Reciting(text, 40, 100*ms) {
			t.Errorf("%+v", o)
		}
		if o := w.Call("hear", "10000"); o.Stdout != text || o.Took != 0 {
			t.Errorf("%+v", o)
		}
	})
}

// A guest that says it has no more to say is taken for one that leaves, as the text says.
func TestAnEndOfTheGuestsSideIsLeaving(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 40, 100*ms)
		p := inFrontOf(w)
		guest := w.Dial(10000)
		guest.CloseWrite()
		if heard, _ := io.ReadAll(guest); len(heard) > 0 {
			t.Errorf("%q", heard)
		}
		guest.Close()
		w.Interrupt()
		if o := p.Outcome(); o.Stderr != fetching+"the download is called off\nguest 1 has left\n" {
			t.Errorf("%+v", o)
		}
	})
}

// A request is called off in each state: before the server has answered, and while it recites.
func TestADownloadIsCalledOffWhileItConnects(t *testing.T) {
	world := sim.NewWorld(sim.Conditions{MinLatency: 100 * ms, MaxLatency: 100 * ms})
	for _, after := range []time.Duration{0, 50 * ms, 150 * ms, 250 * ms, 450 * ms} {
		r, left := reactorIn(t, world), 0
		port := listen(t, r, func() *reciting { return &reciting{r: r, rest: make([]byte, 1000), left: func() { left++ }} })
		d := getPoetry(r, "poem", port.LocalAddr().String())
		var heard []string
		d.AddErrback(func(err error) (string, error) {
			heard = append(heard, err.Error())
			return "", nil
		})
		r.CallLater(after, d.Cancel)
		r.CallLater(after+time.Minute, func() { r.Stop() })
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("[no poem at %v: cancelled]", port.LocalAddr()); fmt.Sprint(heard) != want {
			t.Errorf("after %v: %s, want %s", after, heard, want)
		}
		if wants := after > 200*ms; (left == 1) != wants {
			t.Errorf("after %v: the server has lost %d", after, left)
		}
		r.Close()
	}
}

func TestAServerWithoutAnEndIsGivenUp(t *testing.T) {
	for why, behave := range map[string]func(*sim.Conn){
		"timed out after 2m0s": func(conn *sim.Conn) {
			for {
				if _, err := io.WriteString(conn, "and "); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		},
		"it has more than 1000000 bytes": func(conn *sim.Conn) {
			for {
				if _, err := conn.Write(make([]byte, 10_000)); err != nil {
					return
				}
			}
		},
		"the server said nothing": func(*sim.Conn) {},
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			w.Behave(10001, behave)
			p := inFrontOf(w)
			guest := w.Dial(10000)
			if text, err := io.ReadAll(guest); len(text) > 0 || err == nil {
				t.Errorf("%s: %d bytes, %v", why, len(text), err)
			}
			guest.Close()
			w.Interrupt()
			if o := p.Outcome(); o.Stderr != fetching+"guest 1: no poem at 127.0.0.1:10001: "+why+"\n" {
				t.Errorf("%s: %s", why, o.Stderr)
			}
		})
	}
}

func TestADeadline(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		text := programtest.TextOf(t, "tide")
		w.Serve(10001, "tide", 40, 100*ms)
		if o := w.Call("deadline", "-within", "1200ms", "10001"); o.Status != 0 || o.Stdout != text {
			t.Errorf("%+v", o)
		}
		o := w.Call("deadline", "-within", "350ms", "10001")
		if o.Status != 1 || o.Stderr != "deadline: not within 350ms: no poem at 127.0.0.1:10001: cancelled\n" || o.Took != 350*ms {
			t.Errorf("%+v", o)
		}
	})
}

func TestAPortThatIsTakenIsOneLine(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Listen(10000)
		o := w.Call("proxy", "-port", "10000", "10001")
		if want := "proxy: listen 127.0.0.1:10000: address already in use\n"; o.Status != 1 || o.Stderr != want || o.Stdout != "" {
			t.Errorf("%+v, want %q", o, want)
		}
	})
}
