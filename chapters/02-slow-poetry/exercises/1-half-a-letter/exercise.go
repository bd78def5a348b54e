// Package exercise is about bytes that are not letters yet.
package exercise

// A Decoder turns a text that comes in pieces, cut anywhere, into text that is not: each
// character (UTF-8) whole.
type Decoder struct{}

// Decode takes the next piece, and returns as much text as is certain by now: all of it but the
// beginning of a character whose end has not come. What it keeps back comes first the next time.
//
// Bytes that are no text, and will not become any, are returned as they are.
func (d *Decoder) Decode(piece []byte) string {
	// This returns whatever has come. Keep back what is incomplete.
	return string(piece)
}
