// Lines of code at work: lit in the listings of the page, and quoted from the files' own pages where no
// listing has them in sight.

import { make } from "../make.js";

const root = new URL(document.querySelector("script[data-search]").dataset.search, location.href);
const around = 3; // lines, on each side

// sourceOf returns the address of a line in the page of its file, "" for a file that has none.
export function sourceOf({ file, line }) {
  return /^(chapters|code)\//.test(file) ? new URL(`source/${file.toLowerCase()}/#L${line}`, root).href : "";
}

// listings returns those that show a line, of a file that the reader has not changed.
function listings({ file, line }) {
  return [...document.querySelectorAll(".listing[data-line][data-file]")].filter((figure) => {
    const first = Number(figure.dataset.line);
    return figure.dataset.file === file && line >= first && line < first + count(figure);
  });
}

function count(figure) {
  return figure.querySelector("code").textContent.replace(/\n$/, "").split("\n").length;
}

let lit = [];

// light lights lines in the listings, {frame, works}: where it works strongly, where it waits for a call faintly. It
// returns those of the former that are in sight. changed has the files whose listings are not what runs.
export function light(lines, changed) {
  lit.forEach((band) => band.remove());
  lit = [];
  const seen = [];
  for (const { frame, works } of lines) {
    if (changed?.has(frame.file)) continue;
    for (const figure of listings(frame)) {
      const band = make("span", { class: works ? "lit works" : "lit", "aria-hidden": "true" });
      band.style.setProperty("--line", frame.line - Number(figure.dataset.line));
      figure.querySelector("code").append(band);
      lit.push(band);
      const { top, bottom } = band.getBoundingClientRect();
      if (works && figure.checkVisibility?.() !== false && top >= 0 && bottom <= innerHeight) seen.push(figure);
    }
  }
  return seen;
}

// lineUnder returns the file and line of a listing that a pointer is on.
export function lineUnder(event) {
  const figure = event.target.closest?.(".listing[data-line][data-file]");
  const code = figure?.querySelector("code");
  if (!code || !code.contains(event.target) || !getSelection().isCollapsed) return undefined;
  const box = code.getBoundingClientRect();
  const n = Math.floor(((event.clientY - box.top) / box.height) * count(figure));
  return { file: figure.dataset.file, line: Number(figure.dataset.line) + n };
}

const texts = new Map(); // promises of the lines of a file

function linesOf(file, changed) {
  if (changed?.has(file)) return Promise.resolve(changed.get(file).split("\n"));
  if (!texts.has(file)) {
    const made = fetch(sourceOf({ file, line: 1 })).then(async (answer) => {
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return [...page.querySelectorAll(".whole .line")].map((line) => {
        line.querySelectorAll(".ln, .lnlinks").forEach((number) => number.remove());
        return line.textContent.replace(/\n$/, "");
      });
    });
    made.catch(() => texts.delete(file));
    texts.set(file, made);
  }
  return texts.get(file);
}

// quote returns a promise of the lines around one, as an element.
export async function quote(frame, changed) {
  const all = await linesOf(frame.file, changed);
  const from = Math.max(1, frame.line - around);
  const shown = all.slice(from - 1, frame.line + around).map((text, i) => ({ text, line: from + i }))
    .filter(({ text }) => !/^\s*\/\/listing:/.test(text)); // which marks for the book where a listing begins and ends
  const indent = Math.min(...shown.filter(({ text }) => text.trim()).map(({ text }) => text.match(/^\t*/)[0].length));
  return make("code", {}, ...shown.map(({ text, line }) => make("span", { class: line === frame.line ? "line works" : "line" },
    make("span", { class: "number", "aria-hidden": "true" }, String(line)), text.slice(indent), "\n")));
}
