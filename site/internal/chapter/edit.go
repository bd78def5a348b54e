package chapter

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
)

// An Edit is a part of a chapter's text that should be different.
type Edit struct {
	Start, End int    // in Source
	New        string // what should stand there
	Line       int    // where a message should point
	What       string // "listing get.go#download", for the message
	Fault      string // "is not what its source says", for the message

	info, body string // of the fence, as they should be read afterwards
}

// Edit returns the change of a fence's info string and body, or nil when there is none. What the
// fence is, and what is wrong with it, are for the message.
func (c *Chapter) Edit(f Fence, info, body, what, fault string) *Edit {
	edit := &Edit{f.Start, f.End, f.rewrite(info, body), f.Line, what, fault, info, body}
	if string(c.Source[f.Start:f.End]) == edit.New {
		return nil
	}
	return edit
}

// Apply returns the text with the edits made. They must not overlap.
func (c *Chapter) Apply(edits ...Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(out, c.Source[at:e.Start]...)
		out = append(out, e.New...)
		at = e.End
	}
	return append(out, c.Source[at:]...)
}

// Fit returns an error unless the text with the edits made has the blocks that it had, with what the
// edits put into them.
func (c *Chapter) Fit(edits ...Edit) error {
	now, err := Parse(c.Root, c.Folder, c.Apply(edits...))
	if err != nil {
		return err
	}
	for i, f := range c.Fences {
		at := slices.IndexFunc(edits, func(e Edit) bool { return e.Start == f.Start })
		if at >= 0 {
			f.Info, f.Body = edits[at].info, edits[at].body
		}
		if len(now.Fences) != len(c.Fences) || now.Fences[i].Info != f.Info || now.Fences[i].Body != f.Body {
			return c.Problem(f.Line, "what should stand in this block would not be read as it is meant")
		}
	}
	return nil
}

// Save makes the edits in the file, if what comes of them is read as they mean it. When the file is no longer what it was when c was read,
// because its author went on writing, each block is looked for in the new text; those that
// cannot be told apart there are returned as lost.
func (c *Chapter) Save(edits []Edit) (lost []Edit, err error) {
	if len(edits) == 0 {
		return nil, nil
	}
	file := filepath.Join(c.Dir(), "index.md")
	now, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(now, c.Source) {
		if err := c.Fit(edits...); err != nil {
			return nil, err
		}
		return nil, WriteFile(file, c.Apply(edits...))
	}
	current, err := Parse(c.Root, c.Folder, now)
	if err != nil {
		return edits, nil // its author is in the middle of something
	}
	var moved []Edit
	for _, e := range edits {
		old := c.Source[e.Start:e.End]
		if bytes.Count(now, old) != 1 {
			lost = append(lost, e)
			continue
		}
		e.Start = bytes.Index(now, old)
		e.End = e.Start + len(old)
		moved = append(moved, e)
	}
	if err := current.Fit(moved...); err != nil {
		return edits, nil
	}
	return lost, WriteFile(file, current.Apply(moved...))
}

// WriteFile writes a file whole or not at all: to a new one beside it, which then takes its name.
// It keeps the permissions of a file that is there already.
func WriteFile(name string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	if cerr := temp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(temp.Name(), mode)
	}
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return err
}
