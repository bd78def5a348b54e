// The programs of the chapters, compiled for the page: fetched once, unpacked, and kept from
// taking all the memory there is.

const pages = 4096; // of 64 KiB: 256 MiB

const programs = new Map();

// program returns a promise of the compiled program at an address.
export function program(address) {
  if (!programs.has(address)) {
    const made = get(address);
    made.catch(() => programs.delete(address)); // another try may go better
    programs.set(address, made);
  }
  return programs.get(address);
}

async function get(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const [magic, rest] = await peek(response.body.getReader());
  const packed = magic[0] === 0x1f && magic[1] === 0x8b; // or else the host has unpacked it
  const code = (packed ? rest.pipeThrough(new DecompressionStream("gzip")) : rest).pipeThrough(limited());
  return WebAssembly.compileStreaming(new Response(code, { headers: { "Content-Type": "application/wasm" } }));
}

// peek returns the first bytes, and a stream of all of them.
async function peek(reader) {
  const { value: first = new Uint8Array() } = await reader.read();
  const all = new ReadableStream({
    start: (to) => to.enqueue(first),
    async pull(to) {
      const { value, done } = await reader.read();
      if (done) to.close();
      else to.enqueue(value);
    },
  });
  return [first, all];
}

// limited limits the memory of the module that flows through it. What says how much memory there
// is stands near the beginning, so little is held back.
function limited() {
  let held = new Uint8Array();
  return new TransformStream({
    transform(chunk, to) {
      if (!held) return to.enqueue(chunk);
      const grown = new Uint8Array(held.length + chunk.length);
      grown.set(held);
      grown.set(chunk, held.length);
      held = grown;
      const changed = limit(held);
      if (!changed) return;
      held = undefined;
      to.enqueue(changed);
    },
    flush(to) {
      if (held) to.enqueue(held);
    },
  });
}

// limit gives the memory of a WebAssembly module, or of the beginning of one, a maximum: the linker
// writes none, and a program could take four gigabytes. It returns nothing when that does not come.
function limit(bytes) {
  let at = 8; // after magic and version
  const number = () => { // LEB128
    let value = 0;
    let scale = 1;
    for (let byte = 0x80; byte & 0x80; scale *= 128) {
      byte = bytes[at++];
      value += (byte & 0x7f) * scale;
    }
    return value;
  };
  while (at < bytes.length) {
    const start = at;
    const section = bytes[at++];
    const length = number();
    const end = at + length;
    if (section !== 5) {
      at = end;
      continue;
    }
    number(); // of memories: one
    at++; // whether there is a maximum
    const least = number();
    const body = [1, 1, ...leb(least), ...leb(Math.max(least, pages))];
    const memory = [5, ...leb(body.length), ...body];
    if (end > bytes.length) return undefined;
    const out = new Uint8Array(bytes.length - (end - start) + memory.length);
    out.set(bytes.subarray(0, start));
    out.set(memory, start);
    out.set(bytes.subarray(end), start + memory.length);
    return out;
  }
  return undefined;
}

function leb(value) {
  const out = [];
  do {
    const rest = Math.floor(value / 128);
    out.push((value % 128) | (rest ? 0x80 : 0));
    value = rest;
  } while (value);
  return out;
}
