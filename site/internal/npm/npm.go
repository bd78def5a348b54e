// Package npm installs what the site takes from npm: its typefaces, and the tools of its tests.
//
//	err := npm.Install(ctx, root, step.Status)
//	folder := npm.Folder(root)   // …/site/node_modules
//
// The one rule: what is installed is what the lock file says, and it is installed again only when
// that has changed.
package npm

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
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
	cmd := command.New(ctx, filepath.Join(root, "site"), npm, "ci", "--no-audit", "--no-fund", "--no-progress")
	// Lighthouse would fetch nothing, but its driver may want a browser of its own: we bring one.
	cmd.With("PUPPETEER_SKIP_DOWNLOAD=1", "NO_UPDATE_NOTIFIER=1")
	if err := cmd.Run(func(string) {}); err != nil {
		return false, err
	}
	return true, os.WriteFile(stamp(root), []byte(want), 0o644)
}

// fingerprint returns what tells one set of packages from another.
func fingerprint(root string) (string, error) {
	hash := sha256.New()
	for _, name := range []string{"package-lock.json", "package.json"} {
		text, err := os.ReadFile(filepath.Join(root, "site", name))
		if err != nil {
			return "", err
		}
		// A checkout on Windows may have changed the ends of lines, which means nothing.
		fmt.Fprintf(hash, "%s\n%s\n", name, strings.ReplaceAll(string(text), "\r\n", "\n"))
	}
	return fmt.Sprintf("%x\n", hash.Sum(nil)), nil
}
