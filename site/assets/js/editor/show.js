// Bringing something into view.

const edge = 10; // pixels

// show brings an element into view, as far as the window has room for it: its beginning in any case.
export function show(element) {
  const { top, bottom } = element.getBoundingClientRect();
  const by = top < edge ? top - edge : Math.min(Math.max(0, bottom + edge - innerHeight), top - edge);
  if (by) scrollBy({ top: by, behavior: "instant" });
}
