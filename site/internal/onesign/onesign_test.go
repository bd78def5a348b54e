package onesign

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
