// Package onesign is a typeface with one letter: �, U+FFFD, which stands where bytes are no text.
//
// Chapters show it, and none of the book's typefaces has it. Without this one it would be taken
// from whatever is installed, and the book would come out differently from machine to machine.
//
//	@font-face { font-family: "Book Signs"; src: url("…") }    /* onesign.Font(), a TrueType file */
//
// The one rule: it is as wide as a letter of the book's code, 0.6 of its size.
package onesign

import "encoding/binary"

const (
	em      = 1000
	advance = 600
	ascent  = 800
	descent = -200
	sign    = 0xFFFD
)

// A point of an outline.
type point struct{ x, y int16 }

// The outlines: a lozenge, and in it, the other way round so that it is a hole, a question mark.
var outlines = [][]point{
	{{300, 790}, {590, 350}, {300, -90}, {10, 350}},
	{{270, 440}, {275, 485}, {300, 510}, {330, 480}, {325, 445}, {290, 410}, {265, 370}, {265, 275}, {335, 275}, {335, 355}, {375, 395},
		{400, 440}, {400, 500}, {360, 560}, {300, 575}, {245, 560}, {205, 495}, {205, 440}},
	{{338, 150}, {338, 225}, {262, 225}, {262, 150}},
}

// Font returns the typeface as a TrueType file.
func Font() []byte {
	letter := glyph()
	tables := []struct {
		tag  string
		data []byte
	}{ // in the order of their tags
		{"OS/2", os2()},
		{"cmap", cmap()},
		{"glyf", letter},
		{"head", head()},
		{"hhea", join(1, 0, ascent, descent, 0, advance, 10, 10, 590, 1, 0, 0, 0, 0, 0, 0, 0, 2)},
		{"hmtx", join(advance, 0, advance, 10)},
		{"loca", join(0, 0, len(letter)/2)}, // the first glyph, for what is not there, is empty
		{"maxp", join(1, 0, 2, points(), len(outlines), 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
		{"name", names("Book Signs")},
		{"post", join(3, 0, 0, 0, -100, 50, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
	}
	n := len(tables)
	file := join(1, 0, n, 128, 3, n*16-128)
	at := len(file) + 16*n
	var body []byte
	for _, t := range tables {
		file = append(file, t.tag...)
		file = binary.BigEndian.AppendUint32(file, sum(t.data))
		file = binary.BigEndian.AppendUint32(file, uint32(at+len(body)))
		file = binary.BigEndian.AppendUint32(file, uint32(len(t.data)))
		body = append(body, padded(t.data)...)
	}
	return append(file, body...)
}

// join returns numbers as 16 bits each.
func join(numbers ...int) (data []byte) {
	for _, n := range numbers {
		data = binary.BigEndian.AppendUint16(data, uint16(n))
	}
	return data
}

// points is how many points the letter has.
func points() (n int) {
	for _, outline := range outlines {
		n += len(outline)
	}
	return n
}

// glyph returns the letter: where its outlines end, and the steps from point to point.
func glyph() []byte {
	data := join(len(outlines), 10, -90, 590, 790)
	end := -1
	for _, outline := range outlines {
		end += len(outline)
		data = append(data, join(end)...)
	}
	data = append(data, join(0)...) // no instructions
	for range points() {
		data = append(data, 1) // on the outline; both steps take 16 bits
	}
	for _, of := range []func(point) int16{
		func(p point) int16 { return p.x },
		func(p point) int16 { return p.y },
	} {
		before := int16(0)
		for _, outline := range outlines {
			for _, p := range outline {
				data = append(data, join(int(of(p)-before))...)
				before = of(p)
			}
		}
	}
	return padded(data)
}

func head() []byte {
	data := join(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 3, em)
	data = append(data, make([]byte, 16)...) // the days it was made and changed on: none
	return append(data, join(10, -90, 590, 790, 0, 8, 2, 0, 0)...)
}

// cmap says that the sign is glyph 1.
func cmap() []byte {
	data := join(0, 1, 3, 1, 0, 12) // one table, for Windows and Unicode
	return append(data, join(4, 32, 0, 4, 4, 1, 0,
		sign, 0xFFFF, 0, sign, 0xFFFF, 1-sign, 1, 0, 0)...)
}

func os2() []byte {
	data := join(4, advance, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0)
	data = append(data, make([]byte, 10)...) // what it looks like, in ten numbers
	data = append(data, make([]byte, 16)...) // the alphabets it has: none
	data = append(data, "SLOW"...)
	return append(data, join(0x40, sign, sign, ascent, descent, 0, ascent, -descent, 0, 0, 0, 0, 500, 700, 0, 32, 1)...)
}

// names returns what the typeface is called.
func names(family string) []byte {
	texts := []string{1: family, 2: "Regular", 3: family, 4: family, 5: "Version 1.0", 6: "BookSigns"}
	var records, storage []byte
	for id, text := range texts {
		if text == "" {
			continue
		}
		records = append(records, join(3, 1, 0x409, id, 2*len(text), len(storage))...)
		for _, letter := range []byte(text) {
			storage = append(storage, 0, letter)
		}
	}
	count := len(records) / 12
	return append(append(join(0, count, 6+len(records)), records...), storage...)
}

// sum is the sum of data as numbers of 32 bits.
func sum(data []byte) (total uint32) {
	data = padded(data)
	for i := 0; i < len(data); i += 4 {
		total += binary.BigEndian.Uint32(data[i:])
	}
	return total
}

// padded returns data with zeros at its end, to a multiple of four bytes.
func padded(data []byte) []byte {
	for len(data)%4 != 0 {
		data = append(data[:len(data):len(data)], 0)
	}
	return data
}
