package typeset

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
)

// Of a WOFF file: how long its head is, and its entry for a table.
const (
	woffHead  = 44
	woffEntry = 20
)

var big = binary.BigEndian

// trueType returns the TrueType file that is in a WOFF file, with another name for its family. The tables
// of the two are the same; WOFF has them deflated.
func trueType(woff []byte, family, name string) ([]byte, error) {
	if len(woff) < woffHead || string(woff[:4]) != "wOFF" {
		return nil, errors.New("this is no WOFF file")
	}
	count := int(big.Uint16(woff[12:]))
	if len(woff) < woffHead+count*woffEntry {
		return nil, io.ErrUnexpectedEOF
	}
	head := append(woff[4:8:8], woff[12:14]...) // the flavor, the number of tables
	head = append(head, make([]byte, 6)...)     // and what helps to search them, which Typst does not need
	at := len(head) + 16*count
	var body []byte
	for i := range count {
		entry := woff[woffHead+i*woffEntry:]
		data, err := table(woff, entry)
		if err != nil {
			return nil, err
		}
		if string(entry[:4]) == "name" {
			data = names(family, name)
		}
		head = append(head, entry[:4]...)
		head = append(head, entry[16:20]...) // its check sum, which few look at
		head = big.AppendUint32(head, uint32(at+len(body)))
		head = big.AppendUint32(head, uint32(len(data)))
		body = append(body, data...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(head, body...), nil
}

// table returns the table that an entry is about.
func table(woff, entry []byte) ([]byte, error) {
	offset, packed, size := big.Uint32(entry[4:]), big.Uint32(entry[8:]), big.Uint32(entry[12:])
	if uint64(offset)+uint64(packed) > uint64(len(woff)) {
		return nil, io.ErrUnexpectedEOF
	}
	data := woff[offset : offset+packed]
	if packed >= size {
		return data, nil
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// names returns a table of names: the family's, its style, the face's, and the one for PDF.
func names(family, face string) []byte {
	const windows, unicode, english = 3, 1, 0x409
	var records, storage []byte
	texts := map[int]string{1: family, 2: "Regular", 4: face, 6: face}
	for _, id := range []int{1, 2, 4, 6} {
		text := texts[id]
		for _, v := range []int{windows, unicode, english, id, 2 * len(text), len(storage)} {
			records = big.AppendUint16(records, uint16(v))
		}
		for _, letter := range []byte(text) {
			storage = append(storage, 0, letter)
		}
	}
	head := big.AppendUint16(big.AppendUint16([]byte{0, 0}, uint16(len(texts))), uint16(6+len(records)))
	return append(append(head, records...), storage...)
}
