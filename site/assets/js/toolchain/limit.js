// How much memory a program may take. The linker writes no limit, and a program gone wrong would
// take 4 GiB of its reader's.

const most = 4096; // pages of 64 KiB: 256 MiB, as for the programs that come with the book
const memorySection = 5;

// limit returns a program with a limit on its memory.
export function limit(program) {
  for (let at = 8; at < program.length;) { // after the magic number and the version
    const [size, start] = number(program, at + 1);
    if (program[at] === memorySection) {
      const [least] = number(program, start + 2); // after the count, which is one, and the kind
      const body = [1, 1, ...bytes(least), ...bytes(Math.max(least, most))];
      return joined(program.subarray(0, at), [memorySection, ...bytes(body.length), ...body], program.subarray(start + size));
    }
    at = start + size;
  }
  throw new Error("what the linker has written is not WebAssembly as we know it");
}

// number reads one in LEB128, and returns where it ends too.
function number(from, at) {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = from[at++];
    value += (byte & 127) * factor;
    if (!(byte & 128)) return [value, at];
  }
}

function bytes(value) {
  const list = [];
  for (; value > 127; value = Math.floor(value / 128)) list.push((value % 128) | 128);
  return [...list, value];
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
