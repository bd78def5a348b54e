// Edit buttons: on listings that come from the chapter's program, on terminals that run it, and for
// the exercises. What they open comes when one is pressed, from js/editor, and the compiler after it.

import { cellOf, cellsModule, terminal } from "./cells.js";
import { button, make } from "./make.js";
import { record } from "./progress.js";
import { edit, elsewhere, names } from "./store.js";

const { editor, toolchain } = document.querySelector("script[data-search]").dataset;
const { chapter } = document.querySelector("main").dataset;
const exercises = new Map(); // by number: {place, hint, button}

export function editing() {
  if (!editor || !toolchain || !window.WebAssembly || !window.CompressionStream) return;
  for (const figure of document.querySelectorAll(".listing[data-file]")) {
    if (programOf(figure.dataset.file)) add(figure, (places, button) => places.fromListing(figure, button));
  }
  for (const figure of document.querySelectorAll(".console[data-program]")) {
    add(figure, (places, button) => places.fromTerminal(figure, button));
  }
  for (const heading of document.querySelectorAll("[data-exercise]")) offer(heading);
  mark();
  elsewhere((name) => (name === "" || name.startsWith("edit:")) && mark());
  arrive();
  addEventListener("hashchange", arrive);
}

// programOf returns the folder of the program that a file is part of, below chapters: of this chapter's,
// of another's, or of a quiz. The packages in a chapter's other folders are part of its program.
function programOf(file) {
  if (file.endsWith("_test.go")) return undefined;
  if (file.startsWith("code/")) return chapter;
  return /^chapters\/([^/]+\/quiz\/[^/]+|[^/]+)\/(?!exercises\/)/.exec(file)?.[1];
}

// add puts an Edit button in the caption of a figure.
function add(figure, open) {
  const made = press(button("Edit", undefined, { class: "edit" }), (places) => open(places, made));
  figure.querySelector("figcaption").append(made);
}

// press lets a button load the editor and do something with it. It returns the button.
function press(button, open) {
  const text = button.textContent;
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      await open(await load());
      button.textContent = text;
    } catch (error) {
      button.textContent = navigator.onLine ? `${text} (${error.message})` : `${text} (are you offline?)`;
    }
    button.removeAttribute("aria-busy");
  });
  return button;
}

let loading;

// load resolves with what js/editor knows of this page's places.
function load() {
  loading ??= import(new URL(editor, location.href))
    .then(({ Places }) => new Places({ chapter, exercises, record, mark, press, programOf, cellOf, cellsModule, terminal }))
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

// offer puts a button at the end of an exercise, before its hint.
function offer(heading) {
  const number = Number(heading.dataset.exercise.split(".").pop());
  const parts = [];
  for (let next = heading.nextElementSibling; next && !/^H[1-3]$/.test(next.tagName) && !next.matches(".pager"); next = next.nextElementSibling) parts.push(next);
  const hint = parts.find((part) => part.matches("details.hint"));
  const last = hint?.previousElementSibling ?? parts.find((part) => part.querySelector(`a[href*="/exercises/"]`)) ?? parts[0] ?? heading;
  const attempt = press(button("Do it here"), (places) => places.attempt(number));
  const place = make("div", { class: "attempt" }, attempt, make("span", { class: "solved" }, record.exercise(chapter, number) ? "✓ Solved" : ""));
  last.after(place);
  exercises.set(number, { place, hint, button: attempt });
}

// mark says on the buttons where the reader has changed something.
function mark() {
  for (const button of document.querySelectorAll(".edit")) {
    const figure = button.closest("figure");
    const { file } = figure.dataset;
    const beginning = edit(file ? programOf(file) : figure.dataset.chapter, "");
    const all = names(beginning).filter((name) => !name.includes("/exercises/"));
    const changed = file ? all.includes(beginning + file) : all.length > 0;
    button.toggleAttribute("data-changed", changed);
    offerYours(figure, button, changed);
    button.setAttribute("aria-label", `Edit ${file?.split("/").pop() ?? "the program"}${changed ? ", which you have changed" : ""}`);
  }
}

// offerYours gives a terminal a button that runs the program as the reader has changed it, as long as there is such
// a program and no editor that would run it. Run is the book's.
function offerYours(figure, edit, changed) {
  if (!figure.matches(".console")) return;
  let yours = figure.querySelector(".yours");
  if (!yours && changed) {
    yours = press(button("Run yours", undefined, { class: "yours" }), async (places) => {
      await places.fromTerminal(figure, edit);
      const cell = await cellOf(figure);
      if (!cell.run && !cell.building) cell.press();
    });
    edit.before(yours);
  }
  if (yours) yours.hidden = !changed || edit.hidden;
}

// arrive is for those who come by a link with somebody's changes in it.
function arrive() {
  if (location.hash.startsWith("#edit=")) load().then((places) => places.arrive(), () => {});
}
