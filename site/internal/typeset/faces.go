package typeset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"slowpoetry/site/internal/signs"
)

// A face is one of the files of an npm package.
type face struct{ family, pack, weight, style string }

var faces = []face{
	{"Book Serif", "source-serif-4", "300", "normal"},
	{"Book Serif", "source-serif-4", "400", "normal"},
	{"Book Serif", "source-serif-4", "400", "italic"},
	{"Book Serif", "source-serif-4", "600", "normal"},
	{"Book Serif", "source-serif-4", "600", "italic"},
	{"Book Mono", "iosevka", "400", "normal"},
	{"Book Mono", "iosevka", "600", "normal"},
	{"Book Sans", "instrument-sans", "400", "normal"},
	{"Book Sans", "instrument-sans", "600", "normal"},
}

// writeFaces writes the typefaces into a folder, as files that Typst reads. It takes one file for all
// letters of a family, so a face's second alphabet is a family of its own.
func writeFaces(modules, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, f := range faces {
		for alphabet, more := range map[string]string{"latin": "", "latin-ext": " Ext"} {
			name := fmt.Sprintf("%s-%s-%s-%s", f.pack, alphabet, f.weight, f.style)
			woff, err := os.ReadFile(filepath.Join(modules, "@fontsource", f.pack, "files", name+".woff"))
			if more != "" && errors.Is(err, fs.ErrNotExist) {
				continue // the one file has all
			}
			if err != nil {
				return err
			}
			font, err := trueType(woff, f.family+more, name)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if err := os.WriteFile(filepath.Join(folder, name+".ttf"), font, 0o644); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(folder, "signs.ttf"), signs.Font(), 0o644)
}
