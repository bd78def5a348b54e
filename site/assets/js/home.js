// The contents know what has been read, and the cover where the reader was.

import { known, place } from "./progress.js";

export function contents() {
  const list = document.querySelectorAll(".part li[data-chapter]");
  if (!list.length) return;
  const begin = document.querySelector(".begin a");
  const beginning = begin && { href: begin.getAttribute("href"), text: begin.textContent };
  const show = () => {
    const { read } = known();
    const last = place();
    for (const item of list) {
      item.toggleAttribute("data-read", Boolean(read[item.dataset.chapter]));
      const link = item.querySelector("a");
      link.querySelector(".read")?.remove();
      if (item.hasAttribute("data-read")) link.append(Object.assign(document.createElement("span"), { className: "read", textContent: "✓ read" }));
    }
    if (!begin) return;
    const there = last && [...list].find((item) => item.dataset.chapter === last.chapter)?.querySelector("a");
    const [number, title] = there ? [".number", ".title"].map((part) => there.querySelector(part).textContent) : [];
    begin.href = there ? there.getAttribute("href") + (last.hash ?? "") : beginning.href;
    begin.textContent = there ? `Continue with chapter ${number}, ${title}${last.section ? `: ${last.section}` : ""}` : beginning.text;
  };
  show();
  addEventListener("pageshow", show);
  addEventListener("storage", show);
}
