// The programs of the chapters, compiled for the page: fetched once, and unpacked. (How much memory
// they may take is written in them when they are built.)

import { compiled } from "../toolchain/fetch.js";

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
