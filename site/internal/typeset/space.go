package typeset

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"slowpoetry/site/internal/chapter"
)

// Space is how many points more or less than usual a chapter has between its blocks, by its address. With
// luck, its pages break where they are full. What that takes is found by trying, which takes a minute or
// two; so it is kept in a file. When the chapter changes, what is kept does no harm.
type Space map[string]float64

// spaceFile returns the file that has the space of all chapters.
func spaceFile(root string) string {
	return filepath.Join(root, "site", "assets", "print", "space.json")
}

// Keep writes the space down for later runs.
func (s Space) Keep(root string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return chapter.WriteFile(spaceFile(root), append(text, '\n'))
}

// copySpace copies what was kept into a folder.
func copySpace(root, folder string) error {
	text, err := os.ReadFile(spaceFile(root))
	if errors.Is(err, fs.ErrNotExist) {
		text, err = []byte("{}"), nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "space.json"), text, 0o644)
}
