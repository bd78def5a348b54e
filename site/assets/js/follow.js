// The list of sections follows the reader: the section that the upper part of the window shows is
// the current one. It is also where the home page lets the reader continue.

import { at } from "./progress.js";

export function follow() {
  const { chapter } = document.querySelector("main").dataset;
  const links = new Map();
  for (const link of document.querySelectorAll(".rail a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  if (!links.size) return;

  const headings = [...links.keys()];
  let current;
  const update = () => {
    const edge = innerHeight * 0.3;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < edge);
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const next = atEnd ? headings.at(-1) : passed.at(-1);
    if (next === current) return;
    links.get(current)?.removeAttribute("aria-current");
    links.get(next)?.setAttribute("aria-current", "true");
    links.get(next)?.scrollIntoView({ block: "nearest", behavior: "instant" });
    current = next;
    if (chapter) at(chapter, links.get(next)?.hash, links.get(next)?.textContent);
  };

  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      update();
    });
  };
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask, { passive: true });
  ask();
}
