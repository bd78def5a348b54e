// What was searched for, marked where the reader arrives.

import { fold } from "./find.js";
import { own } from "./book.js";

const name = own(document.documentElement.dataset.book, "found");

// remember says what was searched for, for the page that it leads to.
export function remember(url, query) {
  try {
    sessionStorage.setItem(name, JSON.stringify({ url, query }));
  } catch {
    // then nothing is marked
  }
}

// found marks it when the reader has arrived.
export function found() {
  arrive();
  addEventListener("hashchange", arrive);
}

function arrive() {
  let sought;
  try {
    sought = JSON.parse(sessionStorage.getItem(name));
    sessionStorage.removeItem(name);
  } catch {
    return;
  }
  if (!sought || !window.Highlight || new URL(sought.url, location.href).href !== location.href) return;
  const ranges = marks(place(), sought.query);
  if (!ranges.length) return;
  CSS.highlights.set("found", new Highlight(...ranges));
  const folded = ranges[0].startContainer.parentElement.closest("details:not([open])");
  if (folded) folded.open = true;
  const see = () => {
    const { top, bottom } = ranges[0].getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 3, behavior: "instant" });
  };
  see();
  // While the page is loading, the browser goes to the section's top once more.
  if (document.readyState !== "complete") addEventListener("load", () => requestAnimationFrame(see), { once: true });
}

// place returns the elements of the section that the address names.
function place() {
  const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const start = at ?? document.querySelector("main h1");
  const parts = [start];
  if (!start) return [];
  const ends = start.matches("dt") ? "dt" : "h1, h2, h3, .pager";
  for (let next = (at ? start : start.closest("header")).nextElementSibling; next && !next.matches(ends); next = next.nextElementSibling) parts.push(next);
  return parts;
}

// marks returns where the words of a query are: the whole of it where it stands so, or each word.
function marks(parts, query) {
  const phrase = fold(query).trim();
  if (!phrase) return [];
  const whole = all(parts, [phrase]);
  return whole.length ? whole : all(parts, phrase.split(/\s+/));
}

function all(parts, words) {
  const nodes = [];
  let text = "";
  for (const part of parts) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      nodes.push({ node: walker.currentNode, start: text.length });
      text += fold(walker.currentNode.data);
    }
    text += "\n";
  }
  const at = (position) => {
    const { node, start } = nodes.findLast(({ start }) => start <= position);
    return [node, Math.min(position - start, node.length)];
  };
  const ranges = [];
  for (const word of words) {
    for (let i = text.indexOf(word); i >= 0 && ranges.length < 200; i = text.indexOf(word, i + word.length)) {
      const range = new Range();
      range.setStart(...at(i));
      range.setEnd(...at(i + word.length - 1).with(1, at(i + word.length - 1)[1] + 1));
      ranges.push(range);
    }
  }
  return ranges.sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b));
}
