// Chance that is the same in every run.

export function seed(go, number) {
  let state = number >>> 0;
  const byte = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 24;
  };
  go.importObject.gojs["runtime.getRandomData"] = (sp) => {
    sp >>>= 0;
    const at = go.mem.getUint32(sp + 8, true);
    const length = go.mem.getUint32(sp + 16, true);
    const bytes = new Uint8Array(go.mem.buffer, at, length);
    for (let i = 0; i < length; i++) bytes[i] = byte();
  };
}
