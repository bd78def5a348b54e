// Opening the editor, on a program or on an exercise, one at a time.

import { Draft } from "./draft.js";
import { keep } from "./keep.js";
import { Program } from "./program.js";
import { Exercise } from "./exercise.js";

const said = document.querySelector("script[data-search]").dataset;
let toolchain;
let open; // one editor at a time: a Program or an Exercise

// style fetches the editor's stylesheet, once.
const style = new Promise((done) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = said.editorStyle;
  link.onload = link.onerror = done;
  document.head.append(link);
});

async function ready(chapter) {
  toolchain ??= await import(new URL(said.toolchain, location.href));
  const [sources] = await Promise.all([toolchain.sources(chapter), style]);
  keep();
  return sources;
}

// program opens the editor on the program of a chapter: {chapter, place, cell, figure, file, line, button,
// link}. place(element) puts it in the page; cell is what runs the program, figure its element; file may
// be missing, and is then guessed from the command; link has what a link brought.
export async function program(what) {
  const { files } = await ready(what.chapter);
  if (what.file && !files.some(({ file }) => file === what.file)) throw new Error(`${what.file} is not part of the program that runs in the page`);
  const draft = new Draft(what.chapter, files);
  if (what.link) draft.arrived(what.link.files);
  open?.close();
  open = new Program(toolchain, draft, files, { ...what, closed: () => (open = undefined) });
  await open.start();
}

// exercise opens it on an exercise: {chapter, number, place, hint, button, link}.
export async function exercise(what) {
  const { exercises } = await ready(what.chapter);
  const found = exercises.find(({ folder }) => folder.split("/").pop().startsWith(`${what.number}-`));
  if (!found) throw new Error("the exercise is not in the page");
  const draft = new Draft(what.chapter, found.files);
  if (what.link) draft.arrived(what.link.files);
  open?.close();
  open = new Exercise(toolchain, draft, found, { ...what, closed: () => (open = undefined) });
  await open.start();
}
