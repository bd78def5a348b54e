// An edit in a link: what the reader has changed, packed into the fragment of the address, which no
// server ever sees.

const most = 400_000; // characters, of what a link may unfold to

// pack returns the fragment for {at, command, exercise, files}.
export async function pack(what) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify({ v: 1, ...what })));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `edit=${btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

// unpack returns what was packed, and throws when it is not of that kind.
export async function unpack(fragment) {
  let what;
  try {
    const text = atob(fragment.replace(/^#?edit=/, "").replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = await through(new DecompressionStream("deflate-raw"), Uint8Array.from(text, (c) => c.charCodeAt(0)));
    what = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error("the link is not whole");
  }
  const texts = Object.entries(what.files ?? {});
  const fine = what.v === 1 && texts.length && texts.every(([file, text]) => /^[\w./-]+$/.test(file) && typeof text === "string");
  if (!fine) throw new Error("the link has no files in it");
  return what;
}

async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > most) throw new Error("too large");
    parts.push(value);
  }
}
