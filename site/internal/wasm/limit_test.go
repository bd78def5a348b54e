package wasm

import (
	"bytes"
	"testing"
)

const header = "\x00asm\x01\x00\x00\x00"

func TestMemoryGetsALimit(t *testing.T) {
	const before, after = "\x03\x02\x01\x00", "\x0a\x04\x01\x02\x00\x0b" // other sections
	for name, test := range map[string]struct{ memory, want string }{
		"none before":      {"\x05\x03\x01\x00\x12", "\x05\x05\x01\x01\x12\x80\x20"},
		"a longer start":   {"\x05\x04\x01\x00\x80\x01", "\x05\x06\x01\x01\x80\x01\x80\x20"},
		"padded numbers":   {"\x05\x84\x80\x80\x80\x00\x01\x00\x92\x00", "\x05\x05\x01\x01\x12\x80\x20"},
		"another before":   {"\x05\x06\x01\x01\x12\x80\x80\x04", "\x05\x05\x01\x01\x12\x80\x20"},
		"more to begin at": {"\x05\x04\x01\x00\x80\x40", "\x05\x06\x01\x01\x80\x40\x80\x40"},
	} {
		got, err := Limit([]byte(header + before + test.memory + after))
		if want := []byte(header + before + test.want + after); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestWhatIsNoProgramIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "hello, world", header, // no memory
		header + "\x05", header + "\x05\x7f", header + "\x05\x01\x01", // cut off
		header + "\x05\x03\x02\x00\x12", // two memories
	} {
		if got, err := Limit([]byte(text)); err == nil {
			t.Errorf("%q became %q", text, got)
		}
	}
}
