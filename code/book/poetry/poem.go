// Package poetry has the poems of the book, and what makes them slow.
//
// A poetry server recites a poem a few bytes at a time, and rests in between:
//
//	poem, err := poetry.Find("kettle")
//	if err != nil {
//		return err
//	}
//	poetry.Recite(ctx, conn, poem, 10, 700*time.Millisecond)
//
// The one rule: a poem is bytes until it is whole. A piece of ten bytes may end in the middle of
// a character, and only its reader can know when it is over.
package poetry

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// A Poem is a text and what to call it.
type Poem struct {
	Name string // "kettle", or the name of the file it came from
	Text []byte // UTF-8, ends in a newline; shared, so not to be changed
}

// Title returns the poem's first line.
func (p Poem) Title() string {
	title, _, _ := strings.Cut(string(p.Text), "\n")
	return title
}

//go:embed poems
var poems embed.FS

// Names returns the names of the poems of the book, in alphabetical order.
func Names() []string {
	entries, err := poems.ReadDir("poems")
	if err != nil {
		panic(err) // the poems are compiled in
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".txt"))
	}
	return names
}

// Find returns the poem of that name, or, when the book has none, the poem in the file of that
// name. It reads the file at once and whole.
func Find(name string) (Poem, error) {
	text, err := poems.ReadFile(path.Join("poems", name+".txt"))
	if err == nil {
		return Poem{Name: name, Text: text}, nil
	}
	text, err = read(name)
	switch {
	case os.IsNotExist(err), name == "": // the js port calls the empty path invalid
		return Poem{}, fmt.Errorf("no poem and no file is called %q: the book has %s",
			name, strings.Join(Names(), ", "))
	case err != nil:
		return Poem{}, err
	case len(text) == 0:
		return Poem{}, fmt.Errorf("%s is empty, which is no poem", name)
	case len(text) > longest:
		return Poem{}, fmt.Errorf("%s is longer than any poem", name)
	}
	return Poem{Name: name, Text: text}, nil
}

// longest is how many bytes a poem may have. Some files, such as /dev/zero, never end.
const longest = 64 << 20

// read reads a file, up to the first byte that is too many.
func read(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, longest+1))
}
