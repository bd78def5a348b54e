package socket_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// The code for the BSDs and macOS passes the tests of this package, those of the reactor's connections, and
// the protocols' on Linux, in an emulation of their kqueue. What only the systems themselves can show, their
// errors and their timing, is not tried.
func TestTheBSDsCodeWorksOnAnEmulatedKqueue(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("kqueue.go")
	if err != nil {
		t.Fatal(err)
	}
	// The file's own constraint goes, and the calls of a BSD are those of the emulation.
	text = regexp.MustCompile(`(?m)^//go:build .*\n`).ReplaceAll(text, nil)
	text = regexp.MustCompile(`\bunix\.(Kqueue|Kevent_t|Kevent|SetKevent|EVFILT_\w+|EV_\w+)`).ReplaceAll(text, []byte("kqueue.$1"))
	text = regexp.MustCompile(`import \(`).ReplaceAll(text, []byte("$0\n\t\"slowpoetry/code/socket/testdata/kqueue\"\n"))
	tmp := t.TempDir()
	overlay := map[string]string{
		"epoll.go":             filepath.Join(tmp, "queue.go"),
		"export_linux_test.go": filepath.Join(here, "testdata", "export_kqueue_test.go"),
		"kqueue_linux_test.go": "", // this one
	}
	replace := map[string]string{}
	for file, with := range overlay {
		replace[filepath.Join(here, file)] = with
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string][]byte{"queue.go": text, "overlay.json": list} {
		if err := os.WriteFile(filepath.Join(tmp, file), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-timeout=5m", "-overlay="+filepath.Join(tmp, "overlay.json"),
		"slowpoetry/code/socket", "slowpoetry/code/reactor", "slowpoetry/code/protocol")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
