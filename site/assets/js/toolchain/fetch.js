// What the toolchain is made of, fetched and unpacked. Hosts of static files send what is compressed
// as it is, or else have unpacked it.

// fetched returns a response with what is at an address, unpacked. As bytes come, count is called with how many,
// and with how many there are in all, 0 when nobody says so.
export async function fetched(address, count, type = "application/octet-stream") {
  const response = await fetch(address);
  if (response.status === 404) throw new Error("the book has been published anew since this page came: load the page again");
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const { headers } = response;
  const total = headers.get("Content-Encoding") ? 0 : Number(headers.get("Content-Length")); // what is sent is not what comes
  const reader = response.body.getReader();
  const first = await reader.read();
  const hand = ({ value, done }, to) => {
    if (done) return to.close();
    count?.(value.length, total);
    to.enqueue(value);
  };
  const bytes = new ReadableStream({
    start: (to) => hand(first, to),
    pull: async (to) => hand(await reader.read(), to),
  });
  const packed = first.value?.[0] === 0x1f && first.value[1] === 0x8b;
  return new Response(packed ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes, { headers: { "Content-Type": type } });
}

// compiled returns a program.
export async function compiled(address, count) {
  return WebAssembly.compileStreaming(await fetched(address, count, "application/wasm"));
}
