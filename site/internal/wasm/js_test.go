package wasm_test

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/need"
)

// The library's tests pass where the page will run it, too: under js/wasm, here in Node.
func TestTheLibraryPassesItsTestsUnderJS(t *testing.T) {
	if testing.Short() {
		t.Skip("not checked: -short, and this compiles the library again")
	}
	if runtime.GOOS == "windows" {
		t.Skip("not checked: Go brings a shell script to run programs in Node with")
	}
	need.Get(t, need.Command("node"))
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	node := filepath.Join(string(goroot[:len(goroot)-1]), "lib", "wasm", "go_js_wasm_exec")
	cmd := command.New(t.Context(), root, "go", "test", "-exec", node, "./code/...")
	if err := cmd.With("GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0").Run(func(line string) { t.Log(line) }); err != nil {
		t.Error(err)
	}
}
