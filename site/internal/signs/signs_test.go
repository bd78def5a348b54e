package signs

import (
	"encoding/binary"
	"testing"
)

func TestTablesAreWhereTheFileSays(t *testing.T) {
	file := Font()
	n := int(binary.BigEndian.Uint16(file[4:]))
	before := ""
	for i := range n {
		entry := file[12+16*i:]
		tag := string(entry[:4])
		if tag <= before {
			t.Errorf("table %s stands behind %s", tag, before)
		}
		before = tag
		offset, length := int(binary.BigEndian.Uint32(entry[8:])), int(binary.BigEndian.Uint32(entry[12:]))
		if offset%4 != 0 || offset+length > len(file) {
			t.Fatalf("table %s is at %d, %d bytes long, in a file of %d", tag, offset, length, len(file))
		}
		if got, want := sum(file[offset:offset+length]), binary.BigEndian.Uint32(entry[4:]); got != want {
			t.Errorf("the sum of table %s is %x, and the file says %x", tag, got, want)
		}
	}
}

// The signs stand in the order of Unicode, as the table of letters must have them, and none reaches out of its place.
func TestSignsAreInOrderAndInTheirPlace(t *testing.T) {
	before := rune(0)
	for _, sign := range all {
		if sign.letter <= before {
			t.Errorf("%c stands behind %c", sign.letter, before)
		}
		before = sign.letter
		if b := sign.box(); b.left < 0 || b.right > advance || b.bottom < descent || b.top > ascent {
			t.Errorf("%c reaches out of its place: %+v", sign.letter, b)
		}
	}
}
