// The programs of the chapters, compiled for the page: fetched once, and unpacked. (How much memory
// they may take is written in them when they are built.)

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
  const code = packed ? rest.pipeThrough(new DecompressionStream("gzip")) : rest;
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
