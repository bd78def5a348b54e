package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
)

// The only chapter of the book in these tests.
const (
	probeProse = `---
title: Probe
description: A chapter that changes.
part: I · The loop
terms: []
---

Words of the first draft.

## Run

` + "```go {src=\"main.go#main\" line=3}\nfunc main() { println(\"old\") }\n```\n"
	probeCode = "package main\n\nfunc main() { println(%q) }\n"
)

// probe makes a repository of its own, whose path is not an easy one, with one chapter in it.
func probe(t *testing.T) (root string) {
	t.Helper()
	real, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	need.Check(t, npm.Installed(real))
	root = filepath.Join(t.TempDir(), "a book, ünusually placed")
	for _, name := range []string{"go.mod", "go.sum", "code", "site"} {
		copyInto(t, filepath.Join(real, name), filepath.Join(root, name))
	}
	if err := os.Symlink(npm.Folder(real), npm.Folder(root)); err != nil {
		t.Skipf("not checked: no symbolic links here: %v", err)
	}
	write(t, filepath.Join(root, "chapters", "01-probe", "index.md"), probeProse)
	write(t, filepath.Join(root, "chapters", "01-probe", "main.go"), fmt.Sprintf(probeCode, "old"))
	return root
}

// copyInto copies a file, or a folder without its node_modules. What vanishes meanwhile is left out:
// the tests of other packages run beside these, and may bring the page's programs up to date.
func copyInto(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		text, err := os.ReadFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		write(t, filepath.Join(to, name), string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// freePort returns a port that nobody listens at. It is none that a system serves to those who ask
// for any port, lest somebody gets it before it is used here.
func freePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 30000 + rand.IntN(2000)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			listener.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

func TestServeShowsWhatIsWrittenAsItIsWritten(t *testing.T) {
	root := probe(t)
	t.Chdir(filepath.Join(root, "chapters")) // any folder of the repository will do
	port := freePort(t)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, stdout := io.Pipe()
	var complaints lockedBuffer
	env := &program.Env{Stdout: stdout, Stderr: &complaints, Net: program.System}
	status := make(chan int, 1)
	go func() {
		status <- program.Run(ctx, env, "book", []program.Program{serveProgram}, []string{"-port", fmt.Sprint(port)})
		stdout.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no address is printed: exit status %d\n%s", <-status, &complaints)
	}
	if want := fmt.Sprintf("http://localhost:%d/", port); !strings.Contains(line, want) {
		t.Fatalf("printed %q, not %s", line, want)
	}
	address := fmt.Sprintf("http://127.0.0.1:%d/chapters/01-probe/", port)
	shows(t, address, "first draft")

	folder := filepath.Join(root, "chapters", "01-probe")
	write(t, filepath.Join(folder, "index.md"), strings.Replace(probeProse, "first draft", "second draft", 1))
	shows(t, address, "second draft")

	write(t, filepath.Join(folder, "main.go"), fmt.Sprintf(probeCode, "fresh"))
	shows(t, address, "fresh")
	prose, err := os.ReadFile(filepath.Join(folder, "index.md"))
	if err != nil || !strings.Contains(string(prose), `println("fresh")`) || !strings.Contains(string(prose), "second draft") {
		t.Errorf("the listing in index.md is not rewritten in its place: %v\n%s", err, prose)
	}

	until(t, "a listing is said to be rewritten", func(context.Context) bool {
		return strings.Contains(complaints.String(), "listing main.go#main: rewritten")
	})

	// When the page's compiler is there, Hugo is started anew. What it builds then is no news.
	news := regexp.MustCompile(`chapters/01-probe/index\.md.*: built again in `) // with what else has changed meanwhile
	for draft := 3; !news.MatchString(complaints.String()); draft++ {
		if draft > 30 {
			t.Fatalf("Hugo builds, and nobody is told:\n%s", &complaints)
		}
		text := fmt.Sprintf("draft number %d", draft)
		write(t, filepath.Join(folder, "index.md"), strings.Replace(probeProse, "first draft", text, 1))
		shows(t, address, text)
		time.Sleep(time.Second) // the page is there before Hugo says so
	}

	stop()
	if got := <-status; got != 0 {
		t.Errorf("exit status %d after Ctrl-C\n%s", got, &complaints)
	}
	if conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
		conn.Close()
		t.Error("somebody still listens at the port")
	}
}

// A lockedBuffer is a buffer that several goroutines may write to, as they may to os.Stderr.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// shows waits until the page at an address contains some text.
func shows(t *testing.T, address, text string) {
	t.Helper()
	until(t, fmt.Sprintf("%s shows %q", address, text), func(ctx context.Context) bool {
		return strings.Contains(get(ctx, address), text)
	})
}

// until waits for something to become true, for longer than it takes on a machine that is slow and
// at work for others.
func until(t *testing.T, what string, holds func(context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !holds(ctx) {
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("it does not come to pass that %s", what)
		}
	}
}

// get returns the page at an address, or "" when there is none.
func get(ctx context.Context, address string) string {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return ""
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	page, _ := io.ReadAll(answer.Body)
	return string(page)
}

func TestATakenPortIsOneClearLine(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	var out, complaints strings.Builder
	env := &program.Env{Stdout: &out, Stderr: &complaints, Net: program.System}
	status := program.Run(t.Context(), env, "book", []program.Program{serveProgram}, []string{"-port", fmt.Sprint(port)})
	want := fmt.Sprintf("serve: port %d is taken: choose another with -port (make serve PORT=%d)\n", port, port+1)
	if status != 1 || complaints.String() != want || out.Len() > 0 {
		t.Errorf("exit status %d, printed %q and %q; want 1 and %q", status, out.String(), complaints.String(), want)
	}
}

func TestBuildReplacesASiteAndNothingElse(t *testing.T) {
	root := probe(t)
	t.Chdir(root)
	build := func(args ...string) (int, string) {
		t.Helper()
		var out strings.Builder
		env := &program.Env{Stdout: &out, Stderr: &out, Net: program.System}
		return program.Run(t.Context(), env, "book", []program.Program{buildProgram}, args), out.String()
	}
	for range 2 { // the second one over the first
		if status, out := build("-base", "https://example.org/poetry/"); status != 0 {
			t.Fatalf("exit status %d\n%s", status, out)
		}
	}
	home, err := os.ReadFile(filepath.Join(root, "public", "index.html"))
	if err != nil || !strings.Contains(string(home), "https://example.org/poetry/") {
		t.Errorf("the home page does not know its address: %v", err)
	}

	write(t, filepath.Join(root, "mine", "novel.txt"), "The End.")
	if status, out := build("-to", "mine"); status != 1 || !strings.Contains(out, "holds other things") {
		t.Errorf("building over a novel: exit status %d\n%s", status, out)
	}

	write(t, filepath.Join(root, "chapters", "01-probe", "index.md"), probeProse+"\n[nowhere](../09-nowhere/index.md)\n")
	if status, out := build(); status != 1 || !strings.Contains(out, "01-probe/index.md") || !strings.Contains(out, "09-nowhere") {
		t.Errorf("a broken link: exit status %d\n%s", status, out)
	}
	if again, err := os.ReadFile(filepath.Join(root, "public", "index.html")); err != nil || string(again) != string(home) {
		t.Errorf("a build that fails changes the site before it: %v", err)
	}
}
