// Drawings of runs, by the code that draws the figures of the book, in a worker.

import { addresses } from "./addresses.js";
import { drawer, program } from "./program.js";

let worker;

// drawings begins to fetch what draws. Until that is there, heard is called with {done, total}, as that of program is.
export function drawings(heard) {
  if (!worker) {
    worker = drawer(addresses.player, heard);
    worker.catch(() => (worker = undefined));
  } else if (heard) program(addresses.player, heard).catch(() => {});
  return worker;
}

let number = 0;
const asked = new Map();

// draw returns a promise of the SVG of a timeline.
export async function draw(timeline) {
  const made = await drawings();
  made.onmessage = ({ data }) => {
    const { resolve, reject } = asked.get(data.number) ?? {};
    asked.delete(data.number);
    if (data.text) resolve?.(data.text);
    else reject?.(new Error(data.error ?? "there is nothing to draw"));
  };
  return new Promise((resolve, reject) => {
    asked.set(++number, { resolve, reject });
    made.postMessage({ number, timeline: JSON.stringify(timeline) });
  });
}
