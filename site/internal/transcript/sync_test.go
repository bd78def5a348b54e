//go:build unix

package transcript_test

import (
	"regexp"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/terminal"
	"slowpoetry/site/internal/transcript"
)

// program is a server that greets, a client that is greeted, and some that behave badly.
const program = `package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"time"
)

func main() {
	switch os.Args[1] {
	case "serve":
		l, err := net.Listen("tcp", "127.0.0.1:"+os.Args[2])
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		fmt.Println("Serving on", l.Addr())
		go func() {
			for n := 1; ; n++ {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				fmt.Fprintln(conn, "hello")
				fmt.Println("client", n, "was here") // before it is gone, and this is interrupted
				conn.Close()
			}
		}()
		<-interrupted
		fmt.Println("closing")
	case "get":
		conn, err := net.Dial("tcp", "127.0.0.1:"+os.Args[2])
		if err != nil {
			fmt.Fprintln(os.Stderr, "refused")
			os.Exit(1)
		}
		io.Copy(os.Stdout, conn)
		fmt.Println("in", time.Now().Nanosecond(), "ns")
	case "print":
		fmt.Println(os.Args[2])
	case "escape":
		fmt.Println("\x1b[31mred")
	}
}
`

func run(t *testing.T, block string) (*chapter.Chapter, transcript.Result) {
	t.Helper()
	return sync(t, block, false)
}

func sync(t *testing.T, block string, anew bool) (*chapter.Chapter, transcript.Result) {
	t.Helper()
	root := chaptertest.Book(t,
		"chapters/01-one/main.go", program,
		"chapters/01-one/index.md", chaptertest.Front+"\n"+block+"\n",
	)
	c := chaptertest.Load(t, root, "chapters/01-one")
	term, err := terminal.New(root)
	if err != nil {
		t.Fatal(err)
	}
	defer term.Close()
	return c, transcript.Sync(t.Context(), term, c, c.Fences[len(c.Fences)-1], anew, false)
}

const session = `”console {vary="[0-9]+ ns"}
$ go run ./chapters/01-one serve 10001 &
Serving on 127.0.0.1:10001
client 1 was here
client 2 was here
closing
$ go run ./chapters/01-one get 10001
hello
in 5 ns
$ go run ./chapters/01-one get 10001
...
in 7 ns
”`

func TestATrueTranscriptIsLeftAlone(t *testing.T) {
	if _, result := run(t, session); result != (transcript.Result{}) {
		t.Errorf("got %+v", result)
	}
}

func TestAFalseTranscriptIsRewrittenWithItsDots(t *testing.T) {
	c, result := run(t, strings.Replace(session, "client 2 was here", "nobody was here", 1))
	if result.Edit == nil {
		t.Fatalf("got %+v", result)
	}
	if want := `transcript "go run ./chapters/01-one get 10001"`; result.Edit.What != want {
		t.Errorf("it is called %s, want %s", result.Edit.What, want)
	}
	text := string(c.Apply(*result.Edit))
	for _, want := range []string{"client 2 was here\n", "hello\nin ", "\n...\nin "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing from %s", want, text)
		}
	}
}

func TestWhatMayVaryIsTakenAnewWhenAskedFor(t *testing.T) {
	c, result := sync(t, session, true)
	if result.Edit == nil {
		t.Fatalf("got %+v", result)
	}
	if want := "is not what its commands print"; result.Edit.Fault != want {
		t.Errorf("its fault is that it %s, want %s", result.Edit.Fault, want)
	}
	text := string(c.Apply(*result.Edit))
	if strings.Contains(text, "in 5 ns") {
		t.Errorf("the old time is still there: %s", text)
	}
	for _, want := range []string{"client 2 was here\n", " ns\n", "\n...\nin "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing from %s", want, text)
		}
	}
	if _, result := sync(t, "”console {exit=1}\n$ go run ./chapters/01-one get 10007\n...\nexit status 1\n”", true); result != (transcript.Result{}) {
		t.Errorf("a block in which nothing may vary gives %+v", result)
	}
}

func TestAnotherOrderIsToldFromAnotherText(t *testing.T) {
	_, result := run(t, strings.Replace(session, "client 1 was here\nclient 2 was here", "client 2 was here\nclient 1 was here", 1))
	if result.Edit == nil || !strings.Contains(result.Edit.Fault, `say order="any"`) {
		t.Errorf("got %+v", result)
	}
}

func TestOutputIsFilledIn(t *testing.T) {
	c, result := run(t, "”console {exit=1}\n$ go run ./chapters/01-one get 10007\n”")
	if result.Edit == nil {
		t.Fatalf("got %+v", result)
	}
	if got, want := string(c.Apply(*result.Edit)), "get 10007\nrefused\nexit status 1\n```"; !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestWhatGoesWrongIsSaidAtItsLine(t *testing.T) {
	for _, test := range []struct{ block, want string }{
		{"”console\n$ go run ./chapters/01-one get 10007\nrefused\nexit status 1\n”", `index.md:8: "go run ./chapters/01-one get 10007" exited with 1, and the block says 0`},
		{"”console\n$ go run ./chapters/01-one get 10007\nrefused\n$ go run ./chapters/01-one get 10007\n”", "only the last command of a block may fail"},
		{"”console {exit=1}\n$ go run ./chapters/01-one none\n”", "exited with 0, and the block says 1"},
		{"”console\n$ go run ./chapters/02-two\n”", "./chapters/02-two does not build"},
		{"”console\n$ go run ./chapters/01-one escape\n”", "printed a line that cannot stand in a transcript"},
		{"”console\n$ go run ./chapters/01-one print '...'\n”", "printed a line that means something else in a transcript"},
		{"”console\n$ go run ./chapters/01-one print '$ x'\n”", "printed a line that means something else in a transcript"},
		{"”console\nwhat is this\n”", "a transcript starts with a command"},
		{"”console\n”", "a transcript needs a command"},
		{"”console {vary=\"[\"}\n$ x\n”", "vary is no regular expression"},
		{"”console {vary=\"x*\"}\n$ x\n”", "matches nothing at all"},
		{"”console {order=\"none\"}\n$ x\n”", `there is order="any"`},
		{"”console {exit=300}\n$ x\n”", "exit=300 is no exit status"},
		{"”console {times=3}\n$ x\n”", "a transcript has no attribute times"},
		{"”console\n$ no-such-program\n”", `say needs="no-such-program"`},
	} {
		_, result := run(t, test.block)
		if result.Problem == nil || !strings.Contains(result.Problem.Error(), test.want) {
			t.Errorf("%s gives %+v, want %q", test.block, result, test.want)
		}
	}
}

func TestWhatCannotBeCheckedHereIsSaid(t *testing.T) {
	_, result := run(t, "”console {needs=\"no-such-program\"}\n$ no-such-program\n”")
	if want := "chapters/01-one/index.md:8: not checked: it needs no-such-program"; !strings.Contains(result.Skipped, want) {
		t.Errorf("got %+v, want %q", result, want)
	}
}

const opened = `”console {vary="[0-9]+ ns"}
greeter$ go run ./chapters/01-one serve 10001
Serving on 127.0.0.1:10001
client 1 was here
closing
other$ go run ./chapters/01-one serve 10002
Serving on 127.0.0.1:10002
closing
$ go run ./chapters/01-one get 10001
hello
in 5 ns
”
`

func TestAPromptWithANameIsAnotherTerminal(t *testing.T) {
	if _, result := run(t, opened); result != (transcript.Result{}) {
		t.Errorf("got %+v", result)
	}
	c, result := run(t, strings.Replace(opened, "client 1 was here\n", "", 1))
	if result.Edit == nil {
		t.Fatalf("got %+v", result)
	}
	text := regexp.MustCompile(`[0-9]+ ns`).ReplaceAllString(string(c.Apply(*result.Edit)), "5 ns")
	if !strings.Contains(text, opened[len("”console"):strings.LastIndex(opened, "”")]) {
		t.Errorf("got %s", text)
	}
}

func TestATranscriptGoesOnWithTheTerminalsOfAnother(t *testing.T) {
	const later = "\n”console {with=\"greeter\" vary=\"[0-9]+ ns\"}\n$ go run ./chapters/01-one get 10001\nhello\nin 5 ns\n”"
	if _, result := run(t, opened+later); result != (transcript.Result{}) {
		t.Errorf("got %+v", result)
	}
	nearest := strings.ReplaceAll(opened, "10001", "10003") // has the greeter elsewhere
	if _, result := run(t, nearest+"\n"+opened+later); result != (transcript.Result{}) {
		t.Errorf("with two of that name, got %+v", result)
	}
	if _, result := run(t, opened+"\n"+nearest+later); result.Problem == nil || !strings.Contains(result.Problem.Error(), "exited with 1") {
		t.Errorf("with another of that name in between, got %+v", result)
	}
}

func TestATerminalHasOneCommand(t *testing.T) {
	for _, test := range []struct{ block, want string }{
		{"”console\na$ go run ./chapters/01-one serve 10001\na$ go run ./chapters/01-one serve 10002\n”", "in the terminal a one command runs until the end"},
		{"”console\na$ go run ./chapters/01-one serve 10001 &\n”", "in the terminal a one command runs until the end"},
		{opened + "”console {with=\"other\"}\nother$ go run ./chapters/01-one serve 10002\n”", "in the terminal other one command runs until the end"},
		{opened + "”console {with=\"nobody\"}\n$ go version\n”", `with="nobody": no transcript before this one has a line that begins with "nobody$ "`},
	} {
		_, result := run(t, test.block)
		if result.Problem == nil || !strings.Contains(result.Problem.Error(), test.want) {
			t.Errorf("%s gives %+v, want %q", test.block, result, test.want)
		}
	}
}
