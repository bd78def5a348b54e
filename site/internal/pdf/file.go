package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A file is a PDF as Chromium writes it: every object in the open, one table of where they are.
type file struct {
	data    []byte
	starts  map[ref]int // where each object is, from its number to its "endobj"
	ends    map[ref]int
	trailer dict
	pages   []ref
	changed map[ref]string // objects that are to be written in other words
}

var errStrange = errors.New("the PDF is not of the kind that Chromium writes")

// parse finds the objects in a file.
func parse(data []byte) (*file, error) {
	f := &file{data: data, starts: map[ref]int{}, ends: map[ref]int{}, changed: map[ref]string{}}
	last := bytes.LastIndex(data, []byte("startxref"))
	if last < 0 {
		return nil, errStrange
	}
	s := &scanner{data, last + len("startxref")}
	s.space()
	table, err := strconv.Atoi(s.word())
	if err != nil || table > last || !bytes.HasPrefix(data[table:], []byte("xref")) {
		return nil, errStrange
	}
	s.at = table + len("xref")
	if err := f.table(s); err != nil {
		return nil, err
	}
	trailer, err := s.object()
	if err != nil {
		return nil, err
	}
	f.trailer, _ = trailer.(dict)
	// An object ends where the next begins.
	offsets := append(slices.Sorted(maps.Values(f.starts)), table)
	for r, start := range f.starts {
		i, _ := slices.BinarySearch(offsets, start)
		f.ends[r] = offsets[i+1]
	}
	return f, f.findPages()
}

// table reads the table of objects, and stops behind the word "trailer".
func (f *file) table(s *scanner) error {
	for {
		s.space()
		word := s.word()
		if word == "trailer" {
			return nil
		}
		first, err := strconv.Atoi(word)
		if err != nil {
			return errStrange
		}
		s.space()
		count, err := strconv.Atoi(s.word())
		if err != nil {
			return errStrange
		}
		for n := first; n < first+count; n++ {
			s.space()
			offset, err := strconv.Atoi(s.word())
			s.space()
			s.word()
			s.space()
			if kind := s.word(); err != nil || offset >= len(f.data) {
				return errStrange
			} else if kind == "n" {
				f.starts[ref(n)] = offset
			}
		}
	}
}

// get returns what o is, or what it refers to.
func (f *file) get(o any) (any, error) {
	r, ok := o.(ref)
	if !ok {
		return o, nil
	}
	start, ok := f.starts[r]
	if !ok {
		return nil, nil
	}
	s := &scanner{f.data, start}
	s.word() // its number
	s.space()
	s.word() // its generation
	s.space()
	if s.word() != "obj" {
		return nil, errStrange
	}
	return s.object()
}

// dict returns the dictionary that o is or refers to; an empty one when it is something else.
func (f *file) dict(o any) dict {
	v, _ := f.get(o)
	d, _ := v.(dict)
	return d
}

// array returns the array that o is or refers to.
func (f *file) array(o any) []any {
	v, _ := f.get(o)
	a, _ := v.([]any)
	return a
}

func (f *file) catalog() dict { return f.dict(f.trailer["Root"]) }

// findPages lists the pages in order.
func (f *file) findPages() error {
	var walk func(o any, depth int)
	walk = func(o any, depth int) {
		r, ok := o.(ref)
		if !ok || depth > 20 {
			return
		}
		d := f.dict(r)
		if d["Type"] == name("Page") {
			f.pages = append(f.pages, r)
		}
		for _, kid := range f.array(d["Kids"]) {
			walk(kid, depth+1)
		}
	}
	walk(f.catalog()["Pages"], 0)
	if len(f.pages) == 0 {
		return errStrange
	}
	return nil
}

var nodeID = regexp.MustCompile(`\(node\d{8}\)`)

// renumber gives new numbers, in the same order, to the headings of tables that cells refer to.
// Chromium's depend on what else it had to count that day.
func (f *file) renumber() {
	plain := map[ref][]byte{} // objects that are not streams
	found := map[string]bool{}
	for r, start := range f.starts {
		raw := f.data[start:f.ends[r]]
		if bytes.Contains(raw, []byte("stream\n")) || f.changed[r] != "" {
			continue
		}
		if ids := nodeID.FindAll(raw, -1); ids != nil {
			plain[r] = raw
			for _, id := range ids {
				found[string(id)] = true
			}
		}
	}
	numbers := map[string]int{}
	for i, id := range slices.Sorted(maps.Keys(found)) {
		numbers[id] = i + 1
	}
	for _, raw := range plain {
		for _, at := range nodeID.FindAllIndex(raw, -1) {
			copy(raw[at[0]:at[1]], fmt.Sprintf("(node%08d)", numbers[string(raw[at[0]:at[1]])]))
		}
	}
}

// A place is a page, counted from 1, and how far from its foot, in points.
type place struct {
	page int
	y    float64
}

// places returns where each named destination is.
func (f *file) places() map[string]place {
	numbers := map[ref]int{}
	for i, r := range f.pages {
		numbers[r] = i + 1
	}
	found := map[string]place{}
	for id, o := range f.dict(f.catalog()["Dests"]) {
		a := f.array(o)
		if len(a) < 4 {
			continue
		}
		page, _ := a[0].(ref)
		y, _ := a[3].(float64)
		if n := numbers[page]; n > 0 {
			found[id] = place{n, y}
		}
	}
	return found
}

// set writes an object in other words when the file is written.
func (f *file) set(r ref, o any) { f.changed[r] = written(o) }

// bytes returns the file with all changes. The same objects make the same bytes.
func (f *file) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	numbers := slices.Sorted(maps.Keys(f.starts))
	size := int(numbers[len(numbers)-1]) + 1
	offsets := make([]int, size)
	for _, r := range numbers {
		offsets[r] = b.Len()
		if changed, ok := f.changed[r]; ok {
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", r, changed)
			continue
		}
		b.Write(bytes.TrimRight(f.data[f.starts[r]:f.ends[r]], "\n"))
		b.WriteByte('\n')
	}
	sum := sha256.Sum256(b.Bytes())
	id := text(sum[:16])
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", size)
	for _, offset := range offsets[1:] {
		kind := 'n'
		if offset == 0 {
			kind = 'f'
		}
		fmt.Fprintf(&b, "%010d 00000 %c \n", offset, kind)
	}
	trailer := dict{"Size": float64(size), "Root": f.trailer["Root"], "Info": f.trailer["Info"], "ID": []any{id, id}}
	fmt.Fprintf(&b, "trailer\n%s\nstartxref\n%d\n%%%%EOF\n", written(trailer), table)
	return b.Bytes()
}

// written returns an object as a file has it. Keys come in the order of the alphabet.
func written(o any) string {
	switch o := o.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(o)
	case int:
		return strconv.Itoa(o)
	case float64:
		return strconv.FormatFloat(o, 'f', -1, 64)
	case name:
		return writtenName(string(o))
	case text:
		return fmt.Sprintf("<%X>", string(o))
	case ref:
		return fmt.Sprintf("%d 0 R", o)
	case []any:
		words := make([]string, len(o))
		for i, v := range o {
			words[i] = written(v)
		}
		return "[" + strings.Join(words, " ") + "]"
	case dict:
		var b strings.Builder
		b.WriteString("<<")
		for _, key := range slices.Sorted(maps.Keys(o)) {
			b.WriteString(writtenName(key) + " " + written(o[key]) + "\n")
		}
		return b.String() + ">>"
	}
	panic(fmt.Sprintf("pdf: %T is no object", o))
}

func writtenName(s string) string {
	var b strings.Builder
	b.WriteByte('/')
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' || strings.IndexByte("()<>[]{}/%#", c) >= 0 {
			fmt.Fprintf(&b, "#%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// unicode returns a text as PDF has what is not ASCII: UTF-16, with a mark in front.
func unicode(s string) text {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return text(b)
}
