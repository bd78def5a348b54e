package hugo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// WholeName is the file in which a site lists what the whole book is made of, for readers who keep it on
// their device: see assets/js/offline/whole.js.
const WholeName = "whole.json"

// A Whole lists the files that are the book, in one version of it.
type Whole struct {
	Version string      `json:"version"` // another one when any of the files is another
	Size    int64       `json:"size"`    // bytes in all
	Files   []WholeFile `json:"files"`
}

// A WholeFile is a page, or something that pages fetch.
type WholeFile struct {
	Path string `json:"path"` // relative to the home page, as a browser asks for it: "chapters/01-waiting/"
	Hash string `json:"hash"` // the beginning of its SHA-256, in hexadecimal
	Size int64  `json:"size"` // bytes
}

const hashed = 16 // letters of a hash

// fingerprint finds the hash that Hugo has put into a name.
var fingerprint = regexp.MustCompile(`\.([0-9a-f]{64})\.`)

// WholeOf lists the files of the site in a folder that a reader needs without a network: all but those for
// search engines, feeds and printers, and the service worker, which browsers keep by themselves.
func WholeOf(site string) (Whole, error) {
	var w Whole
	err := filepath.WalkDir(site, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(site, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		if !ofTheWhole(name) {
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		hash := ""
		if found := fingerprint.FindStringSubmatch(name); found != nil {
			hash = found[1][:hashed]
		} else {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(text)
			hash = hex.EncodeToString(sum[:])[:hashed]
		}
		w.Files = append(w.Files, WholeFile{strings.TrimSuffix(name, "index.html"), hash, info.Size()})
		w.Size += info.Size()
		return nil
	})
	w.seal()
	return w, err
}

// seal puts the files in order, and gives the list its version.
func (w *Whole) seal() {
	slices.SortFunc(w.Files, func(a, b WholeFile) int { return strings.Compare(a.Path, b.Path) })
	all := sha256.New()
	for _, file := range w.Files {
		_, _ = fmt.Fprintln(all, file.Path, file.Hash)
	}
	w.Version = hex.EncodeToString(all.Sum(nil))[:hashed]
}

// ofTheWhole reports whether a file of the site is one that readers need.
func ofTheWhole(name string) bool {
	switch path.Ext(name) {
	case ".html":
		return name != "404.html"
	case ".css", ".js", ".gz", ".woff2", ".ttf", ".svg", ".webmanifest":
		return name != "offline.js"
	case ".json":
		return name != WholeName
	case ".png":
		return strings.HasPrefix(name, "icons/")
	}
	return false
}

// listWhole writes the list of the site in a folder.
func listWhole(site string) error {
	w, err := WholeOf(site)
	if err != nil {
		return err
	}
	text, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(site, WholeName), text, 0o644)
}
