// Package exercise is about bytes that are not letters yet.
package exercise

import "unicode/utf8"

// A Decoder turns a text that comes in pieces, cut anywhere, into text that is not: each
// character (UTF-8) whole.
type Decoder struct {
	kept []byte // the beginning of a character, at most three bytes
}

// Decode takes the next piece, and returns as much text as is certain by now: all of it but the
// beginning of a character whose end has not come. What it keeps back comes first the next time.
//
// Bytes that are no text, and will not become any, are returned as they are.
func (d *Decoder) Decode(piece []byte) string {
	all := append(d.kept, piece...)
	end := len(all)
	for i := max(0, len(all)-utf8.UTFMax+1); i < len(all); i++ {
		if !utf8.FullRune(all[i:]) {
			end = i
			break
		}
	}
	text := string(all[:end])
	d.kept = append(d.kept[:0], all[end:]...)
	return text
}
