package wine

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/need"
)

// patience is how long a demonstration may take on a machine that is at work for others.
const patience = 5 * time.Minute

// The demonstrations of all chapters run to their end as Windows programs, and with the status that they have here: one
// that finds what it looks for may fail on purpose.
func TestDemonstrationsRunUnderWine(t *testing.T) {
	if testing.Short() {
		t.Skip("not checked: -short, and Wine takes a minute")
	}
	wine, err := need.Wine()
	if err != nil {
		t.Skip("not checked:", err)
	}
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	chapters, err := filepath.Glob(filepath.Join(root, "chapters", "[0-9][0-9]-*", "main.go"))
	if err != nil || len(chapters) == 0 {
		t.Fatalf("no chapters: %v", err)
	}
	programs := t.TempDir()
	build := []string{"build", "-o", programs}
	for _, main := range chapters {
		build = append(build, "./chapters/"+filepath.Base(filepath.Dir(main)))
	}
	quiet := func(string) {}
	if err := command.New(t.Context(), root, "go", build...).With("GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0").Run(quiet); err != nil {
		t.Fatal(err)
	}
	environment := newPrefix(t, wine)
	for _, main := range chapters {
		name := filepath.Base(filepath.Dir(main))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			printed, err := run(t, environment, root, wine, filepath.Join(programs, name+".exe"))
			if err != nil && status(err) != native(t, root, name) {
				t.Errorf("%v\n%s", err, printed)
			}
			if strings.TrimSpace(printed) == "" {
				t.Error("it prints nothing")
			}
		})
	}
}

// newPrefix makes what Wine calls a prefix, a Windows of its own, and returns the environment for programs in it.
func newPrefix(t *testing.T, wine string) []string {
	t.Helper()
	prefix := t.TempDir()
	environment := append(os.Environ(), "WINEPREFIX="+prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=bcryptprimitives=n;mscoree,mshtml=")
	do := func(name string, args ...string) {
		t.Helper()
		if printed, err := run(t, environment, ".", name, args...); err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, printed)
		}
	}
	do(wine, "wineboot", "-i")
	t.Cleanup(func() { // the prefix is in use as long as its server runs
		cmd := exec.Command(wine, "wineboot", "-k")
		cmd.Env = environment
		_ = cmd.Run()
	})
	do(need.WindowsCompiler, "-shared", "-o", filepath.Join(prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll"),
		filepath.Join("testdata", "random.c"), "-ladvapi32")
	return environment
}

// run runs a command in a folder, and returns what it prints. That goes to a file: the servers that Wine starts behind a
// program live on, and would keep a pipe open.
func run(t *testing.T, environment []string, folder, name string, args ...string) (string, error) {
	t.Helper()
	output, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = environment, folder, output, output
	err = errors.Join(cmd.Run(), ctx.Err())
	printed, readErr := os.ReadFile(output.Name())
	return string(printed), errors.Join(err, readErr)
}

// native returns the status with which a chapter's demonstration ends on this machine.
func native(t *testing.T, root, name string) int {
	t.Helper()
	program := filepath.Join(t.TempDir(), name)
	if printed, err := run(t, os.Environ(), root, "go", "build", "-o", program, "./chapters/"+name); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	_, err := run(t, os.Environ(), root, program)
	return status(err)
}

// status returns the exit status in an error, 0 of nil, and -1 where a program did not come to its end.
func status(err error) int {
	if err == nil {
		return 0
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}
