package wasm

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// most is how much memory a program in the page may take, in pages of 64 KiB: 256 MiB. The linker
// writes no limit, and a program gone wrong would take 4 GiB of its reader's.
const most = 4096

// leastOfTool is how much memory the compiler and the linker begin with, in pages: 128 MiB, which the
// linker needs for the book's programs. To add it piece by piece took a third of the linker's time (in
// Node, 2026-11), and what is not touched costs nothing. mostOfTool is what they may take.
const (
	leastOfTool = 2048
	mostOfTool  = 16384
)

// memorySection is the number of the section that says how much memory a module has.
const memorySection = 5

var errNoProgram = errors.New("what the compiler has written is not WebAssembly as we know it")

// Limit returns a program with a limit on its memory.
func Limit(module []byte) ([]byte, error) { return memory(module, 0, most) }

// memory returns a program that begins with at least so many pages, and gets no more than most.
func memory(module []byte, least, most uint64) ([]byte, error) {
	const header = 8 // magic and version
	if len(module) < header || !bytes.HasPrefix(module, []byte("\x00asm")) {
		return nil, errNoProgram
	}
	for at := header; at < len(module); {
		size, n := binary.Uvarint(module[at+1:]) // which is LEB128
		if n <= 0 || size > uint64(len(module)-at-1-n) {
			return nil, errNoProgram
		}
		start, end := at+1+n, at+1+n+int(size)
		if module[at] != memorySection {
			at = end
			continue
		}
		// One memory, a byte that says whether there is a limit, and the size it begins with.
		if size < 3 || module[start] != 1 {
			return nil, errNoProgram
		}
		needed, n := binary.Uvarint(module[start+2 : end])
		if n <= 0 {
			return nil, errNoProgram
		}
		least = max(least, needed)
		body := binary.AppendUvarint([]byte{1, 1}, least)
		body = binary.AppendUvarint(body, max(least, most))
		section := binary.AppendUvarint([]byte{memorySection}, uint64(len(body)))
		return bytes.Join([][]byte{module[:at], section, body, module[end:]}, nil), nil
	}
	return nil, errNoProgram
}
