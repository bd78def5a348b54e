// The programs of the chapters, compiled for the page: fetched once, and unpacked. (How much memory
// they may take is written in them when they are built.)

import { compiled } from "../toolchain/fetch.js";
import { addresses } from "./addresses.js";

const programs = new Map(); // by address: {made, done, total, listeners}

// program returns a promise of the compiled program at an address. Until it is there, heard is called with
// {done, total}: bytes that have come, and how many there are, 0 when nobody says.
export function program(address, heard) {
  if (!programs.has(address)) programs.set(address, begin(address));
  const one = programs.get(address);
  if (heard && !one.ready) {
    one.listeners.add(heard);
    if (one.done) heard(one);
  }
  return one.made;
}

function begin(address) {
  const one = { done: 0, total: 0, listeners: new Set() };
  one.made = compiled(address, (bytes, total) => {
    one.done += bytes;
    one.total = total;
    for (const heard of one.listeners) heard(one);
  });
  one.made.then(() => {
    one.ready = true;
    one.listeners.clear();
  }, () => programs.delete(address)); // another try may go better
  return one;
}

// drawer returns a promise of a worker that draws with the program at an address: see js/worker/draw.js.
export async function drawer(address, heard) {
  const module = await program(address, heard);
  const made = new Worker(addresses.draw);
  made.postMessage({ exec: addresses.exec, module });
  return made;
}
