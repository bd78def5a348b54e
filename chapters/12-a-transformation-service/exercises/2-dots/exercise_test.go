package exercise

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/protocol"
)

// told passes text to a Dots, in pieces of so many bytes, and returns what it calls.
func told(text string, size, limit int) (calls []string) {
	d := &Dots{
		Limit:   limit,
		Request: func(name, poem string) { calls = append(calls, fmt.Sprintf("%s %q", name, poem)) },
		TooLong: func(name string) { calls = append(calls, name+" is too long") },
	}
	l := &protocol.LineReceiver{Handler: d, Delimiter: "\n"}
	l.ConnectionMade(nil)
	for piece := range slices.Chunk([]byte(text), size) {
		l.DataReceived(piece)
	}
	return calls
}

func TestARequestEndsInADot(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"lower\nSLACK\nWATER\n.\n", []string{`lower "SLACK\nWATER\n"`}},
		{"lower\n.\n", []string{`lower ""`}},
		{"lower\nA\n", nil},
		{"lower\nA\n.\ndrawl\n\nB\n.\n", []string{`lower "A\n"`, `drawl "\nB\n"`}},
		{"lower\n..\n...\n.. .\n..A.\nB.\n.\n", []string{`lower ".\n..\n. .\n.A.\nB.\n"`}},
		{".\nA\n.\n", []string{`. "A\n"`}}, // the first line is a name, whatever it looks like
	} {
		for _, size := range []int{1, 3, 1000} {
			if got := told(test.text, size, 100); !slices.Equal(got, test.want) {
				t.Errorf("%q:\ncalls %q,\n want %q", test.text, got, test.want)
				break
			}
		}
	}
}

func TestALongPoemIsDropped(t *testing.T) {
	text := "lower\n123456789\n.\n" + "lower\n1234567890\n.\n" + "lower\n1234\n1234\n\n.\ndrawl\nA\n.\n"
	want := []string{`lower "123456789\n"`, "lower is too long", "lower is too long", `drawl "A\n"`}
	if got := told(text, 4, 10); !slices.Equal(got, want) {
		t.Errorf("with a limit of 10 bytes, %q\ncalls %q,\n want %q", text, got, want)
	}
}

func TestALongPoemIsNotKept(t *testing.T) {
	d := &Dots{Limit: 1000, Request: func(name, poem string) {}, TooLong: func(name string) {}}
	d.LineReceived([]byte("lower"))
	line := []byte(strings.Repeat("x", 1000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 1000 {
		d.LineReceived(line)
	}
	runtime.ReadMemStats(&after)
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 100_000 {
		t.Errorf("a poem of a million bytes, with a limit of 1000, takes up %d", bytes)
	}
}

func TestWhatIsEncodedComesOutAsItWas(t *testing.T) {
	for _, poem := range []string{"", "A\n", "A\n\nB\n", ".\n", "..\nA\n...\n", ".A\n.\n.\n", "\n", "no end", "A\n."} {
		want := poem
		if want != "" && !strings.HasSuffix(want, "\n") {
			want += "\n"
		}
		text := Encode("lower", poem)
		if got := told(text, 5, 100); !slices.Equal(got, []string{fmt.Sprintf("lower %q", want)}) {
			t.Errorf("%q is encoded as %q, which calls %q", poem, text, got)
		}
	}
}
