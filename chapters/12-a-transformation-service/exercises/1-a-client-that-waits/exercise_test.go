package exercise

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

var errLine = errors.New("the line is down")

// A server says something, whatever it is asked. When it has said it all, reading from it fails
// with end; if that is nil, the test fails, since it was asked for more than it takes to know.
type server struct {
	t     *testing.T
	heard strings.Builder
	says  io.Reader
	end   error
}

func (s *server) Write(p []byte) (int, error) { return s.heard.Write(p) }

func (s *server) Read(p []byte) (int, error) {
	n, err := s.says.Read(p)
	if err == io.EOF {
		if s.end == nil {
			s.t.Errorf("you read on, though the answer was known")
			return n, errLine
		}
		return n, s.end
	}
	return n, err
}

// both calls test twice: with a server that says all at once, and with one that says a byte at a time.
// The first failure of a test is enough.
func both(t *testing.T, says string, end error, test func(t *testing.T, s *server)) {
	t.Helper()
	for _, r := range []io.Reader{strings.NewReader(says), iotest.OneByteReader(strings.NewReader(says))} {
		if !t.Failed() {
			test(t, &server{t: t, says: r, end: end})
		}
	}
}

func TestTheRequestIsANetstring(t *testing.T) {
	both(t, "2:ok,", nil, func(t *testing.T, s *server) {
		Transform(s, "lower", "Malmö.\n", 100)
		if got, want := s.heard.String(), "14:lower.Malmö.\n,"; got != want {
			t.Errorf("the server was asked %q, want %q", got, want)
		}
	})
}

func TestTheReply(t *testing.T) {
	long := strings.Repeat("slow ", 20)
	for _, test := range []struct{ says, want string }{{"2:ok,", "ok"}, {"0:,", ""}, {"7:a,b:c\n,,", "a,b:c\n,"}, {"100:" + long + ",", long}} {
		both(t, test.says, nil, func(t *testing.T, s *server) {
			if got, err := Transform(s, "lower", "x", 100); got != test.want || err != nil {
				t.Errorf("the server says %q: you have %q, %v", test.says, got, err)
			}
		})
	}
}

func TestWhatIsNoReply(t *testing.T) {
	for _, test := range []struct {
		says []string
		want error
	}{
		{[]string{"x", ":", "-", "+", " ", "00", "07", "2 ", "2:okx", "0:x"}, ErrMalformed},
		{[]string{"101", "99999999999999999999999"}, ErrTooLong},
	} {
		for _, says := range test.says {
			both(t, says, errLine, func(t *testing.T, s *server) {
				if got, err := Transform(s, "lower", "x", 100); got != "" || err != test.want {
					t.Errorf("the server says %q: you have %q, %v, want %v", says, got, err, test.want)
				}
			})
		}
	}
}

func TestAnEndTooSoon(t *testing.T) {
	for _, says := range []string{"", "2", "2:", "2:o", "2:ok"} {
		want := io.ErrUnexpectedEOF
		if says == "" {
			want = io.EOF
		}
		both(t, says, io.EOF, func(t *testing.T, s *server) {
			if got, err := Transform(s, "lower", "x", 100); got != "" || err != want {
				t.Errorf("the server says %q and hangs up: you have %q, %v, want %v", says, got, err, want)
			}
		})
		both(t, says, errLine, func(t *testing.T, s *server) {
			if got, err := Transform(s, "lower", "x", 100); got != "" || err != errLine {
				t.Errorf("the server says %q and the line breaks: you have %q, %v, want %v", says, got, err, errLine)
			}
		})
	}
}

func TestAnAnnouncementCostsNothing(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Transform(&server{t: t, says: strings.NewReader("50000000:only this"), end: io.EOF}, "lower", "x", 100_000_000)
	runtime.ReadMemStats(&after)
	if err != io.ErrUnexpectedEOF {
		t.Errorf("50 megabytes are announced, and 9 bytes come: %v", err)
	}
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 100_000 {
		t.Errorf("50 megabytes are announced, and 9 bytes come: you take up %d", bytes)
	}
}
