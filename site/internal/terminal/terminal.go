// Package terminal runs the commands of the book as its reader would, only faster and cleaner:
// `go run` without building twice, on ports that nobody else uses, in an environment that is the
// same on every machine.
//
//	t, err := terminal.New(root)
//	defer t.Close()
//	s, err := t.Session()
//	defer s.Close()
//	command, err := s.Start(ctx, "go run ./chapters/02-slow-poetry serve -port 10001")
//	command.Ready(ctx)
//	fmt.Print(command.Output()) // Serving kettle on 127.0.0.1:10001
//
// The one rule: no process outlives the session that started it.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"slowpoetry/site/internal/command"
)

// A Terminal builds programs, each once, and opens sessions. Any goroutine may use it.
type Terminal struct {
	root    string
	scratch string // a folder of its own, for binaries and homes
	remove  func() error
	env     []string // of every command

	mu     sync.Mutex
	builds map[string]*build
}

// A build is a program that is being built, or has been.
type build struct {
	done   chan struct{} // closed when it has been
	binary string
	err    error
}

// New returns a terminal for the repository at root. Close removes what it leaves on the disk.
func New(root string) (*Terminal, error) {
	scratch, remove, err := command.Scratch()
	if err != nil {
		return nil, err
	}
	t := &Terminal{root: root, scratch: scratch, remove: remove, builds: map[string]*build{}}
	for _, name := range []string{"bin", "home", "tmp"} {
		if err := os.Mkdir(filepath.Join(scratch, name), 0o755); err != nil {
			t.Close()
			return nil, err
		}
	}
	if t.env, err = environment(root, scratch); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// Close removes the terminal's files. Its sessions must have been closed.
func (t *Terminal) Close() error { return t.remove() }

// environment returns the environment of the commands: what they need to find programs and the
// go command's caches, and nothing that differs from one machine to the next.
func environment(root, scratch string) ([]string, error) {
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + filepath.Join(scratch, "home"),
		"TMPDIR=" + filepath.Join(scratch, "tmp"),
		"TZ=UTC", "LC_ALL=C.UTF-8", "TERM=dumb", "NO_COLOR=1",
		"PYTHONUNBUFFERED=1", // as Python is when it talks to a terminal
	}
	if goroot := os.Getenv("GOROOT"); goroot != "" {
		env = append(env, "GOROOT="+goroot)
	}
	// Where the go command finds and keeps things; not how it or its programs behave.
	names := []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOPROXY", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "GOVCS", "GOAUTH", "GOTOOLCHAIN"}
	goEnv := exec.Command("go", append([]string{"env"}, names...)...)
	goEnv.Dir = root
	goEnv.Env = append(command.Environ(), "PWD="+root)
	out, err := goEnv.Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	for i, value := range strings.Split(strings.TrimSuffix(string(out), "\n"), "\n") {
		env = append(env, names[i]+"="+value)
	}
	return append(env, "GOENV=off", "GOWORK=off"), nil
}

// Build builds the program that `go run ARGS` would, where args begins with the flags of the
// build, and returns the binary and the arguments that are the program's own. A program is built
// once, however many ask for it and whenever.
func (t *Terminal) Build(ctx context.Context, args []string) (binary string, rest []string, err error) {
	flags := 0
	for flags < len(args) && strings.HasPrefix(args[flags], "-") {
		flags++
	}
	if flags == len(args) {
		return "", nil, errors.New("go run what? Name a package, such as ./chapters/02-slow-poetry")
	}
	pkg, rest := args[flags], args[flags+1:]
	key := strings.Join(args[:flags+1], "\x00")

	t.mu.Lock()
	b, begun := t.builds[key]
	if !begun {
		b = &build{done: make(chan struct{})}
		t.builds[key] = b
		name := filepath.Base(filepath.FromSlash(pkg))
		b.binary = filepath.Join(t.scratch, "bin", fmt.Sprint(len(t.builds)), strings.TrimSuffix(name, ".go"))
	}
	t.mu.Unlock()
	if !begun {
		b.err = t.build(ctx, args[:flags], pkg, b.binary)
		close(b.done)
	}
	select {
	case <-b.done:
		return b.binary, rest, b.err
	case <-ctx.Done():
		return "", nil, ctx.Err()
	}
}

func (t *Terminal) build(ctx context.Context, flags []string, pkg, binary string) error {
	args := append([]string{"build", "-buildvcs=false", "-o", binary}, flags...) // as "go run" does
	cmd := command.New(ctx, t.root, "go", append(args, pkg)...)
	cmd.Env = append(slices.Clone(t.env), "PWD="+t.root)
	if !slices.Contains(flags, "-race") {
		cmd.With("CGO_ENABLED=0")
	}
	_, err := cmd.Combined()
	if failure := (*command.Failure)(nil); errors.As(err, &failure) {
		return &BuildError{pkg, failure.Output}
	}
	return err
}

// A BuildError is a program that does not compile.
type BuildError struct {
	Package string
	Output  string // of the go command
}

func (e *BuildError) Error() string { return fmt.Sprintf("%s does not build", e.Package) }
