// The arrows lead to the chapter before and the chapter after, where they have nothing else to do.

import { plain } from "./keys.js";

// What uses the arrows, or what an arrow within it would take a reader away from.
const busy = "input, textarea, select, figure, pre, .editor, .bench, .player, .simulator, .quiz, [contenteditable], [tabindex], [role=textbox], [role=tablist], [role=toolbar], [role=slider], dialog, [popover]";

export function ways() {
  addEventListener("keydown", plain((event) => {
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (!rel || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.composedPath().some((element) => element.matches?.(busy) && element !== document.body) || occupied()) return;
    const link = document.querySelector(`main .ways a[rel=${rel}]`);
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  }));
}

// occupied reports whether the arrows belong to something that is open, to a text that is selected, or to a page that is
// wider than its window.
function occupied() {
  const { scrollWidth } = document.scrollingElement;
  return document.querySelector("dialog[open], [popover]:popover-open") !== null || !getSelection().isCollapsed
    || scrollWidth > innerWidth || (window.visualViewport?.scale ?? 1) > 1.01;
}
