// Edit buttons: on listings that come from the chapter's program, on terminals that run it, and for
// the exercises. What they open comes when one is pressed, from js/editor, and the compiler after it.

import { cellOf, cellsModule, terminal } from "./cells.js";
import { record } from "./progress.js";
import { names } from "./store.js";

const { editor, toolchain } = document.querySelector("script[data-search]").dataset;
const chapter = document.querySelector("main").dataset.chapter;

export function editing() {
  if (!editor || !toolchain || !window.WebAssembly || !window.CompressionStream) return;
  for (const figure of document.querySelectorAll(".listing[data-file]")) {
    if (partOfProgram(figure.dataset.file)) add(figure, (button) => fromListing(figure, button));
  }
  for (const figure of document.querySelectorAll(".console[data-program]")) add(figure, (button) => fromTerminal(figure, button));
  for (const heading of document.querySelectorAll("[data-exercise]")) offer(heading);
  mark();
  arrive();
  addEventListener("hashchange", arrive);
}

function partOfProgram(file) {
  return chapter && !file.endsWith("_test.go") && (file.startsWith("code/") || new RegExp(`^chapters/${chapter}/[^/]+$`).test(file));
}

// add puts an Edit button in the caption of a figure.
function add(figure, open) {
  const button = make("button", { type: "button", class: "edit" }, "Edit");
  figure.querySelector("figcaption").append(button);
  press(button, () => open(button));
}

// press lets a button load the editor and open it.
function press(button, open) {
  button.addEventListener("click", async () => {
    const text = button.textContent;
    button.setAttribute("aria-busy", "true");
    try {
      await open();
    } catch (error) {
      button.title = error.message;
      button.textContent = navigator.onLine ? `${text} (not here: ${error.message})` : `${text} (are you offline?)`;
    }
    button.removeAttribute("aria-busy");
  });
}

let loading;
function load() {
  loading ??= import(new URL(editor, location.href)).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

// fromTerminal opens the editor above a terminal, which runs what is made of the program.
async function fromTerminal(figure, button, more = {}) {
  const [{ program }, cell] = await Promise.all([load(), cellOf(figure)]);
  await program({
    chapter: figure.dataset.chapter, cell, figure, button, ...more,
    place: (element) => {
      figure.before(element);
      button.hidden = true;
    },
    removed: () => {
      button.hidden = false;
      mark();
    },
  });
}

// fromListing opens it in the place of a listing, with a terminal of its own.
async function fromListing(figure, button, more = {}) {
  const { program } = await load();
  const below = copyOf(nearest(figure));
  const cell = await cellOf(below);
  await program({
    chapter, cell, figure: below, button, file: figure.dataset.file, line: Number(figure.dataset.line) || undefined, ...more,
    place: (element) => {
      figure.before(element, below);
      figure.hidden = true;
    },
    removed: () => {
      cell.reset();
      below.remove();
      figure.hidden = false;
      mark();
    },
  });
}

// nearest returns the terminal that comes next after a listing in its section, or before it, or at all.
function nearest(figure) {
  const section = [...document.querySelectorAll("main h2, .console[data-program], .listing")];
  const at = section.indexOf(figure);
  const heading = (element) => element.tagName === "H2";
  const after = section.slice(at + 1);
  const before = section.slice(0, at).reverse();
  const until = (list) => list.slice(0, list.findIndex(heading) < 0 ? undefined : list.findIndex(heading));
  const runs = (element) => element.matches(".console");
  return until(after).find(runs) ?? until(before).find(runs) ?? after.find(runs) ?? before.find(runs);
}

// copyOf returns a terminal that runs the same commands as another, and has not run them yet.
function copyOf(other) {
  const lines = [...(other?.querySelectorAll(".command") ?? [])].map((line) => ({
    text: line.querySelector(".typed")?.dataset.book.replace(/\s*&$/, "") ?? line.dataset.command, background: line.dataset.background,
  }));
  if (!lines.length) lines.push({ text: `go run ./chapters/${chapter}` });
  const code = make("code", {}, ...lines.map(({ text, background }) =>
    make("span", { class: "run" }, make("span", { class: "command", "data-command": text, ...(background ? { "data-background": "yes" } : {}) },
      make("span", { class: "prompt" }, "$ "), `${text}${background ? " &" : ""}\n`))));
  const figure = make("figure", { class: "console", "data-chapter": chapter, "data-program": other?.dataset.program ?? "" },
    make("figcaption", {}, make("span", { class: "which" }, "Terminal")),
    make("pre", { tabindex: "0", role: "group", "aria-label": "Terminal: your program" }, code));
  terminal(figure);
  return figure;
}

// offer puts a button at the end of an exercise, before its hint.
function offer(heading) {
  const number = Number(heading.dataset.exercise.split(".").pop());
  const parts = [];
  for (let next = heading.nextElementSibling; next && !/^H[1-3]$/.test(next.tagName) && !next.matches(".pager"); next = next.nextElementSibling) parts.push(next);
  const hint = parts.find((part) => part.matches("details.hint"));
  const last = hint?.previousElementSibling ?? parts.find((part) => part.querySelector(`a[href*="/exercises/"]`) || part.matches("p")) ?? heading;
  const button = make("button", { type: "button" }, "Do it here");
  const place = make("div", { class: "attempt scripted" }, button, make("span", { class: "solved" }));
  last.after(place);
  if (record.exercise(chapter, number)) place.lastChild.textContent = "✓ Solved";
  exercises.set(number, { place, hint, button });
  press(button, () => attempt(number));
}

const exercises = new Map();

async function attempt(number, more = {}) {
  const { place, hint, button } = exercises.get(number);
  const { exercise } = await load();
  await exercise({
    chapter, number, hint, button, ...more, cells: cellsModule,
    place: (element) => {
      place.after(element);
      button.hidden = true;
    },
    removed: () => (button.hidden = false),
    solved: () => {
      record.exercise(chapter, number, true);
      place.lastChild.textContent = "✓ Solved";
    },
  });
}

// mark says on the buttons where the reader has changed something.
function mark() {
  for (const button of document.querySelectorAll(".edit")) {
    const figure = button.closest("figure");
    const of = figure.dataset.chapter ?? chapter;
    const all = names(`edit:${of}:`).filter((name) => !name.includes("/exercises/"));
    const changed = figure.dataset.file ? all.includes(`edit:${of}:${figure.dataset.file}`) : all.length > 0;
    button.toggleAttribute("data-changed", changed);
    button.setAttribute("aria-label", `Edit${figure.dataset.file ? ` ${figure.dataset.file.split("/").pop()}` : " the program"}${changed ? ", which you have changed" : ""}`);
  }
}

// arrive tells a reader who has come by a link with somebody's changes in it what it is, and opens
// them when asked to.
async function arrive() {
  if (!location.hash.startsWith("#edit=")) return;
  document.querySelector(".arrival")?.remove();
  let link;
  let text;
  try {
    link = await (await load()).unpack(location.hash);
    const files = Object.keys(link.files).map((file) => file.split("/").pop());
    const { hostname } = document.referrer ? new URL(document.referrer) : {};
    const from = hostname && hostname !== location.hostname ? `It came from ${hostname}.` : "It came from whoever gave you the link.";
    text = `This link carries somebody’s changes to ${files.join(", ")}. ${from} Nothing of it has been run.`;
  } catch (error) {
    text = `This link was to carry changes to the program, but ${error.message}.`;
  }
  const banner = make("aside", { class: "arrival", role: "region", "aria-label": "Changes in this link" }, make("p", {}, text));
  if (link) {
    const look = make("button", { type: "button" }, "Look at them");
    press(look, async () => {
      await visit(link);
      banner.remove();
    });
    banner.append(look, " ");
  }
  const leave = make("button", { type: "button" }, link ? "Leave them" : "Close");
  leave.addEventListener("click", () => {
    banner.remove();
    history.replaceState(null, "", location.pathname + location.search);
  });
  banner.append(leave);
  document.querySelector("main").prepend(banner);
}

async function visit(link) {
  if (exercises.has(link.exercise)) {
    await attempt(link.exercise, { link });
  } else {
    const listing = [...document.querySelectorAll(".listing[data-file]")].find((one) => one.dataset.file === link.at && one.querySelector(".edit"));
    const figure = listing ?? document.querySelector(".console[data-program]");
    const from = listing ? fromListing : fromTerminal;
    await from(figure, figure.querySelector(".edit"), { link, file: link.at, line: undefined });
  }
  document.querySelector(".editor").scrollIntoView({ block: "start" });
}

function make(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
