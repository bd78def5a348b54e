// What the reader leaves in this browser: versions of files, and progress. A browser that forbids it
// forgets them with the page.

import { own } from "./book.js";

const { book } = document.documentElement.dataset;

// get returns what was kept under a name, undefined when nothing was.
export function get(name) {
  return read(own(book, name));
}

// set keeps a value under a name, and forgets what was there when the value is undefined. It returns
// whether it could.
export function set(name, value) {
  try {
    if (value === undefined) localStorage.removeItem(own(book, name));
    else localStorage.setItem(own(book, name), JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

// names lists the names that begin in a way.
export function names(beginning) {
  try {
    const before = own(book, "");
    return Object.keys(localStorage).filter((name) => name.startsWith(before + beginning)).map((name) => name.slice(before.length));
  } catch {
    return [];
  }
}

// elsewhere calls changed(name, value) when another tab of the book has stored a value, or forgotten it, which is
// undefined then; the name is empty when the other has forgotten everything. It returns what ends that.
export function elsewhere(changed) {
  const before = own(book, "");
  const listen = ({ key, newValue }) => {
    if (key === null) changed("");
    else if (key.startsWith(before)) changed(key.slice(before.length), parsed(newValue));
  };
  addEventListener("storage", listen);
  return () => removeEventListener("storage", listen);
}

// edit is the name of the reader's version of a file.
export function edit(chapter, file) {
  return `edit:${chapter}:${file}`;
}

// takeOver gives the book's names to what it stored when they were not yet the book's alone. What does not
// look like it is a neighbour's, and stays.
export function takeOver() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name !== "progress" && !/^edit:[\w/-]+:[\w./-]+$/.test(name)) continue;
      const value = read(name);
      const ours = name === "progress" ? value?.read && value.quizzes && value.exercises : typeof value?.text === "string";
      if (!ours) continue;
      if (get(name) === undefined && !set(name, value)) continue;
      localStorage.removeItem(name);
    }
  } catch {
    // Storage is forbidden.
  }
}

function read(name) {
  try {
    return parsed(localStorage.getItem(name));
  } catch {
    return undefined;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
