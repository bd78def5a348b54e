//go:build !js

package exercise

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

const poem = "The kettle knows\nonly one word\nand is in no hurry to say it.\n"

// start starts the program, with a poem in a file.
func start(t *testing.T, pace ...string) *programtest.Process {
	t.Helper()
	escript := programtest.NeedCommand(t, "escript")
	folder := t.TempDir()
	for name, text := range map[string]string{"serve": Program, "kettle": poem} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	args := append([]string{filepath.Join(folder, "serve"), "0", filepath.Join(folder, "kettle")}, pace...)
	return programtest.StartCommand(t, escript, args...)
}

// hear returns what a client is told, and when the first and the last of it came.
func hear(t *testing.T, port string) (text string, first, last time.Time) {
	conn, err := net.DialTimeout("tcp", "127.0.0.1:"+port, 5*time.Second)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	piece := make([]byte, 1024)
	for {
		n, err := conn.Read(piece)
		if n > 0 {
			last = time.Now()
			if text == "" {
				first = last
			}
			text += string(piece[:n])
		}
		if err == io.EOF {
			return text, first, last
		}
		if err != nil {
			t.Errorf("after %q: %v", text, err)
			return text, first, last
		}
	}
}

func TestTheServers(t *testing.T) {
	quick, server := start(t), start(t, "10", "40")
	fast, slow := quick.Port(), server.Port()
	t.Run("fast", func(t *testing.T) {
		for range 2 {
			if text, _, _ := hear(t, fast); text != poem {
				t.Errorf("heard %q", text)
			}
		}
	})
	t.Run("slow", func(t *testing.T) {
		text, first, last := hear(t, slow)
		if text != poem {
			t.Errorf("heard %q", text)
		}
		if took := last.Sub(first); took < 150*time.Millisecond {
			t.Errorf("%d bytes, 10 at a time with a rest of 40 ms between: they came within %d ms", len(poem), took.Milliseconds())
		}
	})
	t.Run("several at once", func(t *testing.T) { several(t, slow) })
	t.Run("a client leaves early", func(t *testing.T) {
		for range 3 {
			conn, err := net.Dial("tcp", "127.0.0.1:"+slow)
			if err != nil {
				t.Fatal(err)
			}
			conn.(*net.TCPConn).SetLinger(0)
			conn.Read(make([]byte, 1))
			conn.Close()
		}
		if text, _, _ := hear(t, slow); text != poem || server.HasEnded() {
			t.Errorf("three clients have left early, and a fourth hears %q", text)
		}
	})
}

// several has three clients come at once. None may have to wait until another has heard the last.
func several(t *testing.T, port string) {
	type heard struct{ first, last time.Time }
	all := make(chan heard, 3)
	for range 3 {
		go func() {
			_, first, last := hear(t, port)
			all <- heard{first, last}
		}()
	}
	var began, ended []time.Time
	for range 3 {
		h := <-all
		began, ended = append(began, h.first), append(ended, h.last)
	}
	for _, b := range began {
		for _, e := range ended {
			if b.After(e) {
				t.Fatal("three clients come at once: one of them hears its first word after another has heard the last")
			}
		}
	}
}
