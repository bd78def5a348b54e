package wasm

import (
	"os/exec"
	"strings"
	"testing"
)

// The tools that this Go comes with choose a processor where we think, and nothing of the others is left.
func TestTheToolsAreForOneProcessor(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := overlay(strings.TrimSpace(string(goroot)), t.TempDir())
	if err != nil || !strings.HasSuffix(file, ".json") {
		t.Fatalf("%s, %v", file, err)
	}
}

func TestOtherProcessorsAreLeftOut(t *testing.T) {
	got, err := forOne([]byte(`package main

import (
	"cmd/amd64"
	"cmd/wasm"
	"os"
)

func main() {
	switch os.Args[1] {
	case "amd64":
		amd64.Init()
	case "mips", "mipsle":
	case "wasm":
		wasm.Init()
	default:
		os.Exit(2)
	}
	switch os.Args[2] { // a choice without the page's stays
	case "arm":
		os.Exit(1)
	}
}
`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{`"cmd/amd64"`: false, `"amd64"`: false, `"mips"`: false, `"cmd/wasm"`: true, `"wasm"`: true, "default": true, `"arm"`: true, `"os"`: true} {
		if strings.Contains(string(got), text) != want {
			t.Errorf("%s is in it: %v, want %v:\n%s", text, !want, want, got)
		}
	}
	if _, err := forOne([]byte("package main\n")); err == nil {
		t.Error("a tool that does not choose is taken for one that does")
	}
}
