// The page without a network: lists what is kept, and goes where the reader wanted to go when the network is back.

import { cacheOf } from "./book.js";

const page = document.querySelector(".kept-page");

async function list() {
  const cache = await caches.open(cacheOf(document.documentElement.dataset.book));
  let kept = 0;
  for (const item of page.querySelectorAll(".kept li")) {
    item.hidden = !(await cache.match(item.querySelector("a").href, { ignoreSearch: true }));
    if (!item.hidden) kept++;
  }
  page.querySelector(".summary").textContent = kept ? "These pages are here, and work without a network:" : "Nothing yet: a browser keeps the pages that you visit.";
}

list().catch(() => {}); // a browser that keeps nothing
if (location.pathname !== new URL("offline/", new URL(document.documentElement.dataset.book, location.origin)).pathname) {
  addEventListener("online", () => location.reload());
}
