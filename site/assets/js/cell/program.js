// The programs of the chapters, compiled for the page: fetched once, and unpacked. (How much memory
// they may take is written in them when they are built.)

import { compiled } from "../toolchain/fetch.js";
import { addresses } from "./addresses.js";

const programs = new Map();

// program returns a promise of the compiled program at an address.
export function program(address) {
  if (!programs.has(address)) {
    const made = compiled(address);
    made.catch(() => programs.delete(address)); // another try may go better
    programs.set(address, made);
  }
  return programs.get(address);
}

// drawer returns a promise of a worker that draws with the program at an address: see js/worker/draw.js.
export async function drawer(address) {
  const module = await program(address);
  const made = new Worker(addresses.draw);
  made.postMessage({ exec: addresses.exec, module });
  return made;
}
