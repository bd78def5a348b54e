package wasm

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// most is how much memory a program in the page may take, in pages of 64 KiB: 256 MiB. The linker
// writes no limit, and a program gone wrong would take 4 GiB of its reader's.
const most = 4096

// mostOfTool is how much the compiler or the linker may take: 1 GiB. They do with a tenth of that.
const mostOfTool = 16384

// memorySection is the number of the section that says how much memory a module has.
const memorySection = 5

var errNoProgram = errors.New("what the compiler has written is not WebAssembly as we know it")

// Limit returns a program with a limit on its memory.
func Limit(module []byte) ([]byte, error) { return limit(module, most) }

func limit(module []byte, most uint64) ([]byte, error) {
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
		least, n := binary.Uvarint(module[start+2 : end])
		if n <= 0 {
			return nil, errNoProgram
		}
		body := binary.AppendUvarint([]byte{1, 1}, least)
		body = binary.AppendUvarint(body, max(least, most))
		section := binary.AppendUvarint([]byte{memorySection}, uint64(len(body)))
		return bytes.Join([][]byte{module[:at], section, body, module[end:]}, nil), nil
	}
	return nil, errNoProgram
}
