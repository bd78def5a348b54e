package wasm

import (
	"os"
	"testing"
)

// Small leaves out of the toolchain what takes long to pack, until again is called.
func Small() (again func()) {
	allTools, allStandard := tools, standardToo
	tools, standardToo = []string{"./site/cmd/gofile"}, []string{"fmt", "testing/synctest"}
	return func() { tools, standardToo = allTools, allStandard }
}

// TestMain keeps what tests compress out of the cache of this machine.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "slowpoetry-packed-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(folder)
		cache = func() (string, error) { return folder, nil }
		return m.Run()
	}())
}
