//go:build unix

package terminal_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/terminal"
)

// program does a few things that programs do in a terminal.
const program = `package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"
)

func main() {
	switch os.Args[1] {
	case "environment":
		wd, _ := os.ReadDir(".")
		fmt.Println(len(wd) > 0, os.Getenv("TZ"), os.Getenv("NO_COLOR"), os.Getenv("SECRET"), os.Getenv("EXTRA"))
		os.WriteFile("left.txt", nil, 0o644)
	case "settings":
		for _, pair := range os.Environ() {
			name, _, _ := strings.Cut(pair, "=")
			for _, leak := range strings.Fields("GODEBUG GOTRACEBACK GOFLAGS GOMAXPROCS GOGC GORACE GOOS GOMEMLIMIT GOEXPERIMENT") {
				if name == leak {
					fmt.Println(pair)
				}
			}
		}
		fmt.Println("work", os.Getenv("GOWORK"))
	case "fail":
		fmt.Println("out")
		fmt.Fprintln(os.Stderr, "err")
		os.Exit(3)
	case "listen":
		l, err := net.Listen("tcp", "127.0.0.1:"+os.Args[2])
		if err != nil {
			panic(err)
		}
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		fmt.Println("listening on", l.Addr())
		<-interrupted
		fmt.Println("bye")
	case "parent":
		child := exec.Command(os.Args[0], "sleep")
		child.Stdout = os.Stdout
		child.Start()
		fmt.Println(child.Process.Pid)
		time.Sleep(time.Hour)
	case "sleep":
		time.Sleep(time.Hour)
	}
}
`

func open(t *testing.T) (*terminal.Terminal, *terminal.Session) {
	t.Helper()
	t.Setenv("SECRET", "from outside")
	root := chaptertest.Book(t, "chapters/01-one/main.go", program, "broken/main.go", "package main\n\nfunc main() { x }\n")
	term, err := terminal.New(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { term.Close() })
	s, err := term.Session()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		if _, err := os.Stat(filepath.Join(root, "left.txt")); err == nil {
			t.Error("what a command wrote is in the repository")
		}
	})
	return term, s
}

func start(t *testing.T, s *terminal.Session, line string) *terminal.Command {
	t.Helper()
	c, err := s.Start(t.Context(), line)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCommandsRunInACleanEnvironment(t *testing.T) {
	_, s := open(t)
	c := start(t, s, "EXTRA='two words' go run ./chapters/01-one environment")
	if code, err := c.Wait(t.Context()); code != 0 || err != nil {
		t.Errorf("exit status %d, %v", code, err)
	}
	if got, want := c.Output(), "true UTC 1  two words\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestTheAuthorsSettingsDoNotLeak(t *testing.T) {
	for _, pair := range []string{"GODEBUG=inittrace=1", "GOTRACEBACK=crash", "GOFLAGS=-v", "GOMAXPROCS=1", "GOGC=5",
		"GORACE=halt_on_error=1", "GOMEMLIMIT=9MiB", "GOOS=plan9", "GOEXPERIMENT=none", "GOWORK=/no/go.work"} {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	_, s := open(t)
	c := start(t, s, "go run ./chapters/01-one settings")
	if code, err := c.Wait(t.Context()); code != 0 || err != nil || c.Output() != "work off\n" {
		t.Errorf("exit status %d, %v: %s", code, err, c.Output())
	}
	c = start(t, s, "go vet ./chapters/01-one")
	if code, err := c.Wait(t.Context()); code != 0 || err != nil || c.Output() != "" {
		t.Errorf("go vet: exit status %d, %v: %s", code, err, c.Output())
	}
}

func TestAFailingProgramPrintsWhatGoRunWould(t *testing.T) {
	_, s := open(t)
	c := start(t, s, "go run ./chapters/01-one fail")
	if code, err := c.Wait(t.Context()); code != 3 || err != nil {
		t.Errorf("exit status %d, %v; want 3", code, err)
	}
	if got, want := c.Output(), "out\nerr\nexit status 3\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestPortsOfTheBookAreMappedThereAndBack(t *testing.T) {
	term, s := open(t)
	first := start(t, s, "go run ./chapters/01-one listen 10001")
	if err := first.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Another session can listen on what it believes to be the same port.
	other, err := term.Session()
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	second := start(t, other, "go run ./chapters/01-one listen 10001")
	if err := second.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*terminal.Command{first, second} {
		c.Interrupt()
		if code, err := c.Wait(t.Context()); code != 0 || err != nil {
			t.Errorf("exit status %d, %v", code, err)
		}
		if got, want := c.Output(), "listening on 127.0.0.1:10001\nbye\n"; got != want {
			t.Errorf("printed %q, want %q", got, want)
		}
	}
}

func TestNothingOutlivesItsSession(t *testing.T) {
	_, s := open(t)
	c := start(t, s, "go run ./chapters/01-one parent")
	if err := c.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	var child int
	for _, r := range strings.TrimSpace(c.Output()) {
		child = child*10 + int(r-'0')
	}
	if err := syscall.Kill(child, 0); err != nil {
		t.Fatalf("the child %d is not there: %v", child, err)
	}
	s.Close()
	// The child's parent is gone too, so somebody else reaps it, in their own time.
	for gone := time.Now().Add(time.Minute); !dead(child); {
		if time.Now().After(gone) {
			t.Fatalf("the child %d is alive", child)
		}
		time.Sleep(time.Millisecond)
	}
}

// dead reports whether the process is gone, or gone but for its exit status.
func dead(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestTheEndOfTheContextEndsACommand(t *testing.T) {
	_, s := open(t)
	if err := s.Prepare(t.Context(), "go run ./chapters/01-one sleep"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c, err := s.Start(ctx, "go run ./chapters/01-one sleep")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := c.Wait(t.Context()); err != nil && err != context.Canceled {
		t.Error(err)
	}
}

func TestCommandsThatCannotStartAreExplained(t *testing.T) {
	_, s := open(t)
	for line, want := range map[string]string{
		"go run ./broken":              "./broken does not build",
		"go run -race":                 "go run what?",
		"no-such-program x":            `there is no command no-such-program here: say needs="no-such-program"`,
		"go run ./chapters/01-one | x": `'|' is the shell's`,
		"echo 'x":                      "a quote is not closed",
		"A=1":                          "no command after the assignment",
	} {
		if _, err := s.Start(t.Context(), line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v, want %q", line, err, want)
		}
	}
}

// The page has a function words of its own, in assets/js/cell/command.js; the cases in testdata are for both.
func TestWordsAreSplitAsAShellDoes(t *testing.T) {
	var cases []struct {
		Line  string
		Words []string // null where the line is refused
	}
	text, err := os.ReadFile(filepath.Join("testdata", "words.json"))
	if err == nil {
		err = json.Unmarshal(text, &cases)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range cases {
		got, err := terminal.Words(test.Line)
		if (err != nil) != (test.Words == nil) || err == nil && !slices.Equal(got, test.Words) {
			t.Errorf("%s is %q, %v; want %q", test.Line, got, err, test.Words)
		}
		if test.Words == nil {
			continue
		}
		out, err := exec.Command("sh", "-c", `printf '%s\0' `+test.Line).Output()
		if err != nil || string(out) != strings.Join(test.Words, "\x00")+"\x00" {
			t.Errorf("sh has %q for %s (%v)", out, test.Line, err)
		}
	}
}
