// The contents know how far the reader is in each chapter, the cover and the tops of the chapters where the reader
// stopped.

import { answered, known, place, placeIn } from "./progress.js";
import { make } from "./make.js";

export function contents() {
  const { chapter } = document.querySelector("main").dataset;
  for (const link of document.querySelectorAll(".drawer a")) {
    if (link.pathname === location.pathname) {
      link.setAttribute("aria-current", "page");
      link.autofocus = true; // and so in sight
    }
  }
  const begin = document.querySelector(".begin a");
  const beginning = begin && { href: begin.getAttribute("href"), text: begin.textContent };
  const show = () => {
    mark();
    if (begin) continues(begin, beginning);
  };
  show();
  if (chapter) stopped(chapter);
  addEventListener("pageshow", show);
  addEventListener("storage", show);
  document.querySelector(".drawer")?.addEventListener("beforetoggle", mark);
}

// mark says in each list of chapters what has been read, answered and solved.
function mark() {
  const { read, exercises } = known();
  for (const item of document.querySelectorAll("li[data-chapter]")) {
    const { chapter, questions, exercises: all } = item.dataset;
    const right = answered(chapter, Number(questions));
    const solved = Object.keys(exercises[chapter] ?? {}).filter((number) => number <= Number(all)).length;
    item.toggleAttribute("data-read", Boolean(read[chapter]));
    const done = [
      read[chapter] && "✓ read",
      right > 0 && part(right, questions, "question"),
      solved > 0 && part(solved, all, "exercise"),
    ].filter(Boolean);
    item.querySelector(".read")?.remove();
    if (done.length) item.querySelector("a").append(make("span", { class: "read" }, done.join(" · ")));
  }
}

function part(n, all, what) {
  return all === "1" ? `the ${what}` : n < all ? `${n} of ${all} ${what}s` : `all ${all} ${what}s`;
}

// chapterLink returns {href, number, title} of a chapter.
function chapterLink(chapter) {
  const link = document.querySelector(`.drawer li[data-chapter="${CSS.escape(chapter)}"] a`);
  return link && { href: link.getAttribute("href"), number: link.querySelector(".number").textContent, title: link.querySelector(".title").textContent };
}

function continues(begin, beginning) {
  const last = place();
  const there = last && chapterLink(last.chapter);
  begin.href = there ? there.href + (last.hash ?? "") : beginning.href;
  begin.textContent = there ? `Continue with chapter ${there.number}, ${there.title}${last.section ? `: ${last.section}` : ""}` : beginning.text;
}

// stopped says at the top of a chapter where the reader stopped in it; or, who opens it for the first time, in the
// chapter before.
function stopped(chapter) {
  const line = document.querySelector(".stopped");
  const here = placeIn(chapter);
  const last = place();
  const there = last && last.chapter !== chapter && chapterLink(last.chapter);
  if (here?.hash && document.getElementById(decodeURIComponent(here.hash.slice(1)))) {
    line.append("You stopped at ", make("a", { href: here.hash }, here.section));
  } else if (there) {
    line.append(`You stopped in chapter ${there.number}: `, make("a", { href: there.href + (last.hash ?? "") }, last.section ?? there.title));
  }
}
