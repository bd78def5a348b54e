// Settings in a link: which terminal of the page, and what is set there. #run=3&kettle.delay=300ms

import { amount, ranges } from "./ranges.js";

// pack returns the fragment for the terminal of a number and its settings, by "command name".
export function pack(number, moved) {
  return [`run=${number}`, ...[...moved].map(([key, value]) => `${key.replace(" ", ".")}=${value}`)].join("&");
}

// unpack returns {number, moved}, or undefined when the fragment is of another kind. What no slider could have set is left out.
export function unpack(fragment) {
  const [first, ...rest] = fragment.replace(/^#/, "").split("&");
  if (!/^run=\d+$/.test(first)) return undefined;
  const moved = new Map();
  for (const one of rest) {
    const [, of, name, value] = one.match(/^([a-z0-9-]*)\.([a-z]+)=([0-9.a-z]+)$/) ?? [];
    const stops = name === "poems" ? ["1", "9"] : Object.hasOwn(ranges, name ?? "") && ranges[name];
    const size = value === undefined ? NaN : amount(value);
    if (stops && size >= amount(stops[0]) && size <= amount(stops.at(-1))) moved.set(`${of} ${name}`, value);
  }
  return { number: Number(first.slice(4)), moved };
}
