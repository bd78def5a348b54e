package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chaptertest"
	"slowpoetry/site/internal/progress"
	"slowpoetry/site/internal/wasm"
)

// A fakeServer serves nothing, any number of times, and lets the test say when it is ready.
type fakeServer struct {
	behind chan string   // what it was started with
	ready  chan struct{} // closed by the test
	failed chan error
}

func (s *fakeServer) Serve(ctx context.Context, _ int, behind string, ready func(), _ func(string)) error {
	s.behind <- behind
	select {
	case <-s.ready:
		ready()
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-s.failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// soon returns what comes from a channel.
func soon[T any](t *testing.T, from <-chan T) (value T) {
	t.Helper()
	select {
	case value = <-from:
	case <-time.After(time.Minute):
		t.Fatal("what was to happen does not happen")
	}
	return value
}

// On an empty machine the prose is shown first; the programs follow behind it, and then the compiler;
// pages are told how far that is.
func TestServeShowsTheProseFirst(t *testing.T) {
	root := chaptertest.Book(t,
		"chapters/01-one/index.md", chaptertest.Front, "chapters/01-one/main.go", "package main\n\nfunc main() {}\n",
		"code/x/x.go", "package x\n",
	)
	s := &fakeServer{make(chan string, 1), make(chan struct{}), make(chan error)}
	begun := make(chan string) // the name of each thing that begins
	goOn := make(chan error)   // ends it
	var out, complaints lockedBuffer
	display := progress.New(&complaints, nil)
	display.Brief = true
	thing := func(name string) func(context.Context, func(string, ...any)) error {
		return func(ctx context.Context, status func(string, ...any)) error {
			status("%d of %d", 3, 12)
			select {
			case begun <- name:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case err := <-goOn:
				chaptertest.Write(t, root, "site/wasm/"+name+".gz", "")
				return err
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	p := preview{
		env: &program.Env{Stdout: &out, Stderr: &complaints, Net: program.System}, display: display, root: root,
		hugo:     func(context.Context) (server, error) { return s, nil },
		programs: thing("programs"), toolchain: thing("toolchain"),
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.show(ctx, 1313) }()

	address := soon(t, s.behind)
	for _, folder := range []string{wasm.Folder(root), wasm.Bench(root)} {
		if _, err := os.Stat(folder); err != nil {
			t.Errorf("Hugo cannot watch what is not there: %v", err)
		}
	}
	if strings.Contains(out.String(), "The book is at") {
		t.Error("it says where the book is before it is there")
	}
	told := func(want string) {
		t.Helper()
		until(t, "pages are told "+want, func(ctx context.Context) bool { return strings.Contains(get(ctx, address), want) })
	}
	told(`"state":"working"`)
	select {
	case name := <-begun:
		t.Errorf("%s are compiled before the prose is shown", name)
	default:
	}
	close(s.ready)
	if name := soon(t, begun); name != "programs" {
		t.Errorf("first come the %s", name)
	}
	until(t, "the address is printed", func(context.Context) bool {
		return strings.Contains(out.String(), "The book is at http://localhost:1313/")
	})
	told(`"doing":"programs: 3 of 12"`)
	goOn <- nil
	if again := soon(t, s.behind); again != address { // Hugo would not see what was not there before
		t.Errorf("the site is served again with %q", again)
	}
	if name := soon(t, begun); name != "toolchain" {
		t.Errorf("then comes the %s", name)
	}
	told(`"doing":"the compiler for the page: 3 of 12"`)
	goOn <- errors.New("no ink")
	soon(t, s.behind)
	told(`"state":"failed"`)
	until(t, "the failure is told", func(context.Context) bool { return strings.Contains(complaints.String(), "no ink") })

	// A program is saved.
	chaptertest.Write(t, root, "chapters/01-one/main.go", "package main\n\nfunc main() { println() }\n")
	if name := soon(t, begun); name != "programs" {
		t.Errorf("after a change come the %s", name)
	}
	goOn <- nil
	soon(t, begun)
	goOn <- nil
	told(`"state":"done"`)
	select {
	case <-s.behind:
		t.Error("the site is served again although nothing is there that was not before")
	default:
	}
	if n := strings.Count(out.String(), "The book is at"); n != 1 {
		t.Errorf("it says %d times where the book is", n)
	}

	stop()
	if err := soon(t, ended); err != nil {
		t.Errorf("at Ctrl-C it ends with %v", err)
	}
}

// Where Hugo ends, all ends.
func TestServeEndsWithHugo(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/index.md", chaptertest.Front, "code/x/x.go", "package x\n")
	s := &fakeServer{make(chan string, 1), make(chan struct{}), make(chan error)}
	waits := func(ctx context.Context, _ func(string, ...any)) error { <-ctx.Done(); return ctx.Err() }
	var out lockedBuffer
	p := preview{
		env: &program.Env{Stdout: &out, Stderr: &out, Net: program.System}, display: progress.New(&out, nil), root: root,
		hugo: func(context.Context) (server, error) { return s, nil }, programs: waits, toolchain: waits,
	}
	go func() {
		close(s.ready)
		s.failed <- errors.New("the site cannot be built")
	}()
	if err := p.show(t.Context(), 1313); err == nil || !strings.Contains(err.Error(), "cannot be built") {
		t.Errorf("it ends with %v", err)
	}
}
