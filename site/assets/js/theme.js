// The reader's choice of colours and of how the text is set, applied before the page is first painted. This is the one script
// that the page waits for; everything else is in main.js.

import { own } from "./book.js";

const root = document.documentElement;
root.dataset.scripted = "";
try {
  const name = own(root.dataset.book, "theme");
  const before = localStorage.getItem("theme"); // the name while it was not yet the book's alone
  if (localStorage.getItem(name) === null && /^(light|dark)$/.test(before)) localStorage.setItem(name, before);
  const theme = localStorage.getItem(name);
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const text = JSON.parse(localStorage.getItem(own(root.dataset.book, "text"))) ?? {};
  for (const name of ["size", "width", "wrap"]) if (/^[a-z]+$/.test(text[name] ?? "")) root.dataset[name] = text[name];
} catch {
  // Storage is forbidden: the page is as it comes.
}
