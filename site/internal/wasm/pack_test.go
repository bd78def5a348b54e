package wasm

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What was compressed once on this machine is not compressed again; what is broken is.
func TestWhatWasPackedIsRemembered(t *testing.T) {
	before := cache
	folder := t.TempDir()
	cache = func() (string, error) { return folder, nil }
	defer func() { cache = before }()

	text := bytes.Repeat([]byte("Slack water. "), 1000)
	packs := func(text []byte) []byte {
		t.Helper()
		p, err := pack(filepath.Join(t.TempDir(), "a.gz"), text) // each time for another checkout
		if err != nil || p.inside == nil {
			t.Fatalf("packed %v, %v", p, err)
		}
		return p.inside
	}
	first := packs(text)
	kept, err := filepath.Glob(filepath.Join(folder, "*.gz"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept are %q, %v", kept, err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(kept[0], old, old); err != nil {
		t.Fatal(err)
	}
	if again := packs(text); !bytes.Equal(again, first) {
		t.Error("the second time it is another file")
	}
	if info, err := os.Stat(kept[0]); err != nil || time.Since(info.ModTime()) > time.Minute {
		t.Error("it does not count as used")
	}

	broken := bytes.Clone(first)
	broken[len(broken)-1] ^= 1
	if err := os.WriteFile(kept[0], broken, 0o644); err != nil {
		t.Fatal(err)
	}
	if again := packs(text); !bytes.Equal(again, first) {
		t.Error("what is broken is used")
	}
	if mended, _ := os.ReadFile(kept[0]); !bytes.Equal(mended, first) {
		t.Error("what is broken stays so")
	}

	long := time.Now().Add(-2 * forgotten)
	if err := os.Chtimes(kept[0], long, long); err != nil {
		t.Fatal(err)
	}
	packs([]byte("another"))
	if _, err := os.Stat(kept[0]); err == nil {
		t.Error("what nobody has used for long is kept")
	}
}
