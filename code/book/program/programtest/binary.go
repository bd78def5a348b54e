package programtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// binary is the command of the chapter, built when the first test needs it, for all of them.
var binary struct {
	once sync.Once
	dir  string // "" if there is no Main to remove it
	path string
	err  error
}

// Main runs the tests of a chapter, and ends the process: what a TestMain calls, where a test calls
// [Start] or [Binary].
func Main(m *testing.M) {
	dir, err := os.MkdirTemp("", "slowpoetry-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary.dir = dir
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// Binary returns the path of the command of the chapter whose folder the test is in.
func Binary(t testing.TB) string {
	t.Helper()
	if binary.dir == "" {
		t.Fatal("there is no TestMain that calls programtest.Main")
	}
	binary.once.Do(build)
	if binary.err != nil {
		t.Fatal(binary.err)
	}
	return binary.path
}

func build() {
	folder, err := os.Getwd()
	if err != nil {
		binary.err = err
		return
	}
	binary.path = filepath.Join(binary.dir, filepath.Base(folder))
	if runtime.GOOS == "windows" {
		binary.path += ".exe"
	}
	command := exec.Command("go", "build", "-o", binary.path, ".")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		binary.err = fmt.Errorf("%w: %s", err, text)
	}
}
