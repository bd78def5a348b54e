//go:build unix

package npm

import (
	"os"
	"path/filepath"
	"testing"
)

// The npm of these tests does what the real one does: it removes what is installed, and then fetches.
const npm = `#!/bin/sh
rm -rf node_modules
mkdir node_modules
test -e ../offline && exit 1
cp package.json node_modules/
`

func TestAnInstallationThatFailsLeavesTheOneBefore(t *testing.T) {
	root, bin := t.TempDir(), t.TempDir()
	site := filepath.Join(root, "site")
	for file, text := range map[string]string{
		filepath.Join(site, "package.json"):           "{}\n",
		filepath.Join(site, "package-lock.json"):      "{\"lockfileVersion\": 3}\n",
		filepath.Join(site, "offline"):                "",
		filepath.Join(Folder(root), "face", "a.font"): "old",
		filepath.Join(bin, "npm"):                     npm,
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	quiet := func(string, ...any) {}
	kept := func() bool {
		text, err := os.ReadFile(filepath.Join(Folder(root), "face", "a.font"))
		return err == nil && string(text) == "old"
	}

	if _, err := Install(t.Context(), root, quiet); err == nil {
		t.Error("npm failed, and Install did not")
	}
	if !kept() {
		t.Error("an installation that failed has removed what was there")
	}
	if Installed(root) == nil {
		t.Error("installed when npm has failed")
	}

	if err := os.Remove(filepath.Join(site, "offline")); err != nil {
		t.Fatal(err)
	}
	if did, err := Install(t.Context(), root, quiet); err != nil || !did {
		t.Fatalf("Install returned %v, %v", did, err)
	}
	if err := Installed(root); err != nil || kept() {
		t.Errorf("after the installation: %v, and what was there before is there still: %v", err, kept())
	}
	if _, err := os.Stat(filepath.Join(Folder(root), "package.json")); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(site); err != nil || len(entries) != 3 {
		t.Errorf("the site's folder has %v, %v", entries, err)
	}
	if did, err := Install(t.Context(), root, quiet); err != nil || did {
		t.Errorf("a second time, Install returned %v, %v", did, err)
	}
}
