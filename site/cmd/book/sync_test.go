package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chaptertest"
)

// book runs the command in a folder, as main would.
func book(t *testing.T, folder string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Chdir(folder)
	var out, complaints bytes.Buffer
	env := &program.Env{Stdout: &out, Stderr: &complaints, Net: program.System}
	status = program.Run(t.Context(), env, "test", []program.Program{syncProgram}, args)
	return status, out.String(), complaints.String()
}

func TestSyncMendsWhatItsCheckComplainsAbout(t *testing.T) {
	root := chaptertest.Book(t,
		"chapters/01-one/main.go", "package main\n\nfunc main() {}\n",
		"chapters/01-one/index.md", chaptertest.Front+"\n”go {src=\"main.go#main\"}\n”\n",
	)
	inside := filepath.Join(root, "chapters", "01-one")

	status, stdout, stderr := book(t, inside, "sync", "-check", ".")
	if status != 1 || !strings.Contains(stdout, "+func main() {}\n") || !strings.Contains(stderr, "sync: one thing to mend\n") ||
		!strings.Contains(stderr, "chapters/01-one/index.md:8: the listing main.go#main is not what its source says: run `go tool book sync`\n") {
		t.Errorf("the check exits with %d and prints %q, %q", status, stdout, stderr)
	}
	status, _, stderr = book(t, inside, "sync", "1")
	if status != 0 || !strings.Contains(stderr, "chapters/01-one/index.md:8: listing main.go#main: rewritten\n") {
		t.Errorf("sync exits with %d and prints %q", status, stderr)
	}
	status, stdout, stderr = book(t, root, "sync", "-check")
	if status != 0 || stdout != "" {
		t.Errorf("the check afterwards exits with %d and prints %q, %q", status, stdout, stderr)
	}
}

func TestSyncExplainsABadCommandLine(t *testing.T) {
	root := chaptertest.Book(t, "chapters/01-one/index.md", chaptertest.Front, "code/x/x.go", "package x\n\nvar X = 1\n")
	for _, test := range []struct {
		args   string
		status int
		want   string
	}{
		{"-only colours", 2, "sync: -only colours: the parts are front, "},
		{"-chek", 2, "flag provided but not defined: -chek"},
		{"07", 1, `sync: there is no chapter "07"`},
	} {
		status, _, stderr := book(t, root, append([]string{"sync"}, strings.Fields(test.args)...)...)
		if status != test.status || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s exits with %d and prints %q", test.args, status, stderr)
		}
	}
	if status, stdout, _ := book(t, root, "sync", "-unshown"); status != 0 || stdout != "code/x/x.go:3: X\n" {
		t.Errorf("-unshown exits with %d and prints %q", status, stdout)
	}
	if status, _, stderr := book(t, t.TempDir(), "sync"); status != 1 || !strings.Contains(stderr, "is not inside the book's repository") {
		t.Errorf("outside of the book it exits with %d and prints %q", status, stderr)
	}
}
