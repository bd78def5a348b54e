// Package exercise is about a bug that one world in hundreds knows of.
package exercise

import (
	"bytes"
	"errors"
	"strconv"
)

// Find returns a world, from 0 to 2999, in which the Reader goes wrong. visit has the Reader as you
// were given it hear a poem in a world, and returns what is wrong with what it heard, or "".
func Find(visit func(world uint64) string) uint64 {
	for world := range uint64(3000) {
		if visit(world) != "" {
			return world
		}
	}
	return 0
}

// A Reader takes a poem that comes in pieces behind its length, as in "12:Rain. Again." (which is
// a poem of 12 bytes, and three bytes too many).
type Reader struct {
	buffer []byte
	want   int // bytes of the poem, when the length is known
	known  bool
}

// ErrMalformed says that what came is no poem behind its length.
var ErrMalformed = errors.New("malformed")

// DataReceived takes a piece. It returns the poem when that is complete. It copies the piece.
func (r *Reader) DataReceived(data []byte) (poem string, complete bool, err error) {
	if !r.known {
		colon := bytes.IndexByte(data, ':')
		if colon < 0 {
			if len(r.buffer)+len(data) > 5 {
				return "", false, ErrMalformed
			}
			r.buffer = append(r.buffer, data...)
			return "", false, nil
		}
		digits := append(r.buffer, data[:colon]...)
		if r.want, err = strconv.Atoi(string(digits)); err != nil || r.want < 1 {
			return "", false, ErrMalformed
		}
		r.known = true
		r.buffer = append([]byte(nil), data[colon+1:]...) // and no digits
	} else {
		r.buffer = append(r.buffer, data...)
	}
	if len(r.buffer) < r.want {
		return "", false, nil
	}
	return string(r.buffer[:r.want]), true, nil
}
