// The page without a network: lists what is kept, and goes where the reader wanted to go when the network is back.

import { find } from "./offline/whole.js";

const page = document.querySelector(".kept-page");
const { book } = document.documentElement.dataset;

async function list() {
  let kept = 0;
  for (const item of page.querySelectorAll(".kept li")) {
    item.hidden = !(await find(book, item.querySelector("a").href));
    if (!item.hidden) kept++;
  }
  page.querySelector(".summary").textContent = kept ? "These pages are here, and work without a network:" : "Nothing yet: a browser keeps the pages that you visit, and on the page Progress the whole book.";
}

list().catch(() => {}); // a browser that keeps nothing
if (location.pathname !== new URL("offline/", new URL(book, location.origin)).pathname) {
  addEventListener("online", () => location.reload());
}
