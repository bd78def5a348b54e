package npm

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAChangedLockFileAsksForAnotherInstallation(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(Folder(root), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, "site", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("package.json", "{}\n")
	write("package-lock.json", "{\"lockfileVersion\": 3}\n")
	if Installed(root) == nil {
		t.Error("installed before anything was")
	}
	print, err := fingerprint(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stamp(root), []byte(print), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Installed(root); err != nil {
		t.Error(err)
	}
	write("package-lock.json", "{\"lockfileVersion\": 3}\r\n")
	if err := Installed(root); err != nil {
		t.Errorf("the ends of lines matter: %v", err)
	}
	write("package-lock.json", "{\"lockfileVersion\": 4}\n")
	if Installed(root) == nil {
		t.Error("still installed when the lock file had changed")
	}
}
