// Package npm installs what the site takes from npm: its typefaces, and the tools of its tests.
//
//	err := npm.Install(ctx, root, step.Status)
//	folder := npm.Folder(root)   // …/site/node_modules
//
// The one rule: what is installed is what the lock file says, and it is installed again only when
// that has changed. Until npm has succeeded, what was installed before stays.
package npm

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"slowpoetry/site/internal/command"
)

// Folder returns where the packages are.
func Folder(root string) string { return filepath.Join(root, "site", "node_modules") }

// stamp is the file that says for which lock file the packages were installed.
func stamp(root string) string { return filepath.Join(Folder(root), ".slowpoetry") }

// Installed returns nil when the packages are there, and are those of the lock file.
func Installed(root string) error {
	want, err := fingerprint(root)
	if err != nil {
		return err
	}
	if have, err := os.ReadFile(stamp(root)); err != nil || string(have) != want {
		return errors.New("the npm packages of the site are not installed: go tool book test installs them")
	}
	return nil
}

// Install installs the packages unless they are there. It reports whether it had to.
func Install(ctx context.Context, root string, status func(format string, args ...any)) (bool, error) {
	want, err := fingerprint(root)
	if err != nil || Installed(root) == nil {
		return false, err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return false, errors.New("npm is not there: install Node.js, version 20 or later")
	}
	status("installing")
	if err := prepare(root); err != nil {
		return false, err
	}
	defer os.RemoveAll(beside(root))
	cmd := command.New(ctx, beside(root), npm, "ci", "--no-audit", "--no-fund", "--no-progress")
	// Lighthouse would fetch nothing, but its driver may want a browser of its own: we bring one.
	cmd.With("PUPPETEER_SKIP_DOWNLOAD=1", "NO_UPDATE_NOTIFIER=1")
	if err := cmd.Run(func(string) {}); err != nil {
		return false, err
	}
	return true, replace(root, want)
}

// beside is where npm works. It begins by removing what is installed, and may fail after that: without a
// network, say.
func beside(root string) string { return filepath.Join(root, "site", ".npm") }

// prepare makes the folder beside, with the files that npm reads.
func prepare(root string) error {
	err := os.RemoveAll(beside(root)) // of an installation that was killed
	if err == nil {
		err = os.Mkdir(beside(root), 0o755)
	}
	for _, name := range names {
		var text []byte
		if err == nil {
			text, err = os.ReadFile(filepath.Join(root, "site", name))
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(beside(root), name), text, 0o644)
		}
	}
	return err
}

// replace lets what npm has installed take the place of what was there.
func replace(root, fingerprint string) error {
	installed, old := filepath.Join(beside(root), "node_modules"), filepath.Join(beside(root), "old")
	if err := os.WriteFile(filepath.Join(installed, filepath.Base(stamp(root))), []byte(fingerprint), 0o644); err != nil {
		return err
	}
	if err := os.Rename(Folder(root), old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(installed, Folder(root)); err != nil {
		return errors.Join(err, os.Rename(old, Folder(root)))
	}
	return nil
}

// names are the files that say what is installed.
var names = []string{"package-lock.json", "package.json"}

// fingerprint returns what tells one set of packages from another.
func fingerprint(root string) (string, error) {
	hash := sha256.New()
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(root, "site", name))
		if err != nil {
			return "", err
		}
		// A checkout on Windows may have changed the ends of lines, which means nothing.
		fmt.Fprintf(hash, "%s\n%s\n", name, strings.ReplaceAll(string(text), "\r\n", "\n"))
	}
	return fmt.Sprintf("%x\n", hash.Sum(nil)), nil
}
