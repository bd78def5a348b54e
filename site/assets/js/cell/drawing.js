// Drawings of runs, by the code that draws the figures of the book, in a worker. One is drawn at a
// time; of those asked for meanwhile only the last.

import { program } from "./program.js";
import { addresses } from "./addresses.js";

let worker;

// drawings begins to fetch what draws.
export function drawings() {
  worker ??= (async () => {
    const module = await program(addresses.player);
    const made = new Worker(addresses.draw);
    made.postMessage({ exec: addresses.exec, module });
    return made;
  })();
  worker.catch(() => (worker = undefined));
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
    if (data.svg) resolve?.(data.svg);
    else reject?.(new Error(data.error));
  };
  return new Promise((resolve, reject) => {
    asked.set(++number, { resolve, reject });
    made.postMessage({ number, timeline: JSON.stringify(timeline) });
  });
}
