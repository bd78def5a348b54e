// Package signs is a typeface with the few signs that the book's typefaces lack: arrows to the left and to the
// right, a ring, a tick, a cross, and U+FFFD, which stands where bytes are no text.
//
// Without it they would be taken from whatever is installed, and the book would come out differently from
// machine to machine.
//
//	@font-face { font-family: "Book Signs"; src: url("…") }    /* signs.Font(), a TrueType file */
//
// The one rule: each is as wide as a letter of the book's code, 0.6 of its size.
package signs

import (
	"encoding/binary"
	"math"
)

const (
	em      = 1000
	advance = 600
	ascent  = 800
	descent = -200
)

// A point of an outline.
type point struct{ x, y int16 }

// A sign is the area between its outlines. An inner one goes the other way round, which makes a hole.
type sign struct {
	letter   rune
	outlines [][]point
}

var right = []point{{50, 383}, {428, 383}, {308, 503}, {355, 550}, {555, 350}, {355, 150}, {308, 197}, {428, 317}, {50, 317}}

// all is the signs, in the order of Unicode.
var all = []sign{
	{'←', [][]point{mirrored(right)}},
	{'→', [][]point{right}},
	{'○', [][]point{ring(230, 1), ring(170, -1)}},
	{'✓', [][]point{{{70, 310}, {120, 365}, {235, 250}, {485, 590}, {540, 550}, {240, 150}}}},
	{'✗', [][]point{{{84, 514}, {136, 566}, {300, 402}, {464, 566}, {516, 514}, {352, 350},
		{516, 186}, {464, 134}, {300, 298}, {136, 134}, {84, 186}, {248, 350}}}},
	{'\uFFFD', [][]point{ // a lozenge, and in it a question mark
		{{300, 790}, {590, 350}, {300, -90}, {10, 350}},
		{{270, 440}, {275, 485}, {300, 510}, {330, 480}, {325, 445}, {290, 410}, {265, 370}, {265, 275}, {335, 275}, {335, 355}, {375, 395},
			{400, 440}, {400, 500}, {360, 560}, {300, 575}, {245, 560}, {205, 495}, {205, 440}},
		{{338, 150}, {338, 225}, {262, 225}, {262, 150}},
	}},
}

// mirrored returns an outline as it is seen in a mirror.
func mirrored(outline []point) (other []point) {
	for i := len(outline) - 1; i >= 0; i-- {
		other = append(other, point{advance - outline[i].x, outline[i].y})
	}
	return other
}

// ring returns a circle of short lines, clockwise for a direction of 1, the other way for -1.
func ring(radius float64, direction float64) (outline []point) {
	const corners = 32
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * direction * float64(i) / corners)
		outline = append(outline, point{int16(math.Round(advance/2 + radius*sin)), int16(math.Round(350 + radius*cos))})
	}
	return outline
}

// Font returns the typeface as a TrueType file.
func Font() []byte {
	glyphs, places, widths := join(), join(0, 0), join(advance, 0) // the first glyph, for what is not there, is empty
	points, outlines := 0, 0
	for _, sign := range all {
		glyphs = append(glyphs, sign.glyph()...)
		places = append(places, join(len(glyphs)/2)...)
		widths = append(widths, join(advance, int(sign.box().left))...)
		points, outlines = max(points, len(sign.points())), max(outlines, len(sign.outlines))
	}
	number := 1 + len(all)
	tables := []struct {
		tag  string
		data []byte
	}{ // in the order of their tags
		{"OS/2", os2()},
		{"cmap", cmap()},
		{"glyf", glyphs},
		{"head", head()},
		{"hhea", join(1, 0, ascent, descent, 0, advance, 10, 10, 590, 1, 0, 0, 0, 0, 0, 0, 0, number)},
		{"hmtx", widths},
		{"loca", places},
		{"maxp", join(1, 0, number, points, outlines, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
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

// points returns the points of all outlines.
func (s sign) points() (list []point) {
	for _, outline := range s.outlines {
		list = append(list, outline...)
	}
	return list
}

// A box is what a sign fits into.
type box struct{ left, bottom, right, top int16 }

func (s sign) box() box {
	b := box{math.MaxInt16, math.MaxInt16, math.MinInt16, math.MinInt16}
	for _, p := range s.points() {
		b = box{min(b.left, p.x), min(b.bottom, p.y), max(b.right, p.x), max(b.top, p.y)}
	}
	return b
}

// glyph returns the sign as it stands in the file: where its outlines end, and the steps from point to point.
func (s sign) glyph() []byte {
	b := s.box()
	data := join(len(s.outlines), int(b.left), int(b.bottom), int(b.right), int(b.top))
	end := -1
	for _, outline := range s.outlines {
		end += len(outline)
		data = append(data, join(end)...)
	}
	data = append(data, join(0)...) // no instructions
	for range s.points() {
		data = append(data, 1) // on the outline; both steps take 16 bits
	}
	for _, of := range []func(point) int16{
		func(p point) int16 { return p.x },
		func(p point) int16 { return p.y },
	} {
		before := int16(0)
		for _, p := range s.points() {
			data = append(data, join(int(of(p)-before))...)
			before = of(p)
		}
	}
	return padded(data)
}

func head() []byte {
	data := join(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 3, em)
	data = append(data, make([]byte, 16)...) // the days it was made and changed on: none
	return append(data, join(10, -90, 590, 790, 0, 8, 2, 0, 0)...)
}

// cmap says which glyph a letter has: each is a segment of its own, and the last one ends the list.
func cmap() []byte {
	ends, starts, steps, offsets := join(), join(), join(), join()
	for i, sign := range all {
		ends = append(ends, join(int(sign.letter))...)
		starts = append(starts, join(int(sign.letter))...)
		steps = append(steps, join(1+i-int(sign.letter))...)
		offsets = append(offsets, join(0)...)
	}
	ends, starts, steps, offsets = append(ends, 255, 255), append(starts, 255, 255), append(steps, 0, 1), append(offsets, 0, 0)
	segments := 1 + len(all)
	power := 0 // the largest of two that is not more
	for 2<<power <= segments {
		power++
	}
	search := 2 << power
	data := join(0, 1, 3, 1, 0, 12) // one table, for Windows and Unicode
	data = append(data, join(4, 16+8*segments, 0, 2*segments, search, power, 2*segments-search)...)
	for _, part := range [][]byte{ends, join(0), starts, steps, offsets} {
		data = append(data, part...)
	}
	return data
}

func os2() []byte {
	data := join(4, advance, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0)
	data = append(data, make([]byte, 10)...) // what it looks like, in ten numbers
	data = append(data, make([]byte, 16)...) // the alphabets it has: none
	data = append(data, "SLOW"...)
	return append(data, join(0x40, int(all[0].letter), int(all[len(all)-1].letter), ascent, descent, 0, ascent, -descent, 0, 0, 0, 0, 500, 700, 0, 32, 1)...)
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
