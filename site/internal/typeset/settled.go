package typeset

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"slowpoetry/site/internal/chapter"
)

// Settled is what was found by setting the book again and again. With luck, the pages of a chapter break
// where they are full; with notes in the right places, all have room. Trying takes minutes, so what comes of
// it is kept in a file: later the book is set once. When a chapter changes, what is kept does no harm.
type Settled struct {
	Give    map[string]float64 `json:"give"`    // the points more or less that a chapter has between its blocks, or a section of one, by its address
	Crowded []string           `json:"crowded"` // notes that find no room in the margin
	Low     []string           `json:"low"`     // figures that go to the foot of a page, for at the top they would part a listing
	Steady  bool               `json:"steady"`  // whether the book comes to rest only when all its links give a page
}

// settledFile returns the file in which that is kept.
func settledFile(root string) string {
	return filepath.Join(root, "site", "assets", "print", "settled.json")
}

// Keep writes it down for later runs.
func (s Settled) Keep(root string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return chapter.WriteFile(settledFile(root), append(text, '\n'))
}

// copySettled copies what was kept into a folder.
func copySettled(root, folder string) error {
	text, err := os.ReadFile(settledFile(root))
	if errors.Is(err, fs.ErrNotExist) {
		text, err = json.Marshal(Settled{Give: map[string]float64{}, Crowded: []string{}, Low: []string{}})
	}
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "settled.json"), text, 0o644)
}
