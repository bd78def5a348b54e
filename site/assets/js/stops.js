// A listing is one stop of Tab. The arrows go on from there, to the file it is from, to its buttons and to its code; in
// code that scrolls they scroll it first. Where code and terminals have nothing to scroll, Tab passes them by.

export function stops() {
  for (const figure of document.querySelectorAll("main .listing")) rove(figure);
  if (!window.ResizeObserver) return;
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const pre = target.closest("pre");
      pre.tabIndex = pre.scrollWidth > pre.clientWidth || pre.scrollHeight > pre.clientHeight ? 0 : -1;
      const figure = pre.closest(".listing");
      if (figure) settle(figure);
    }
  });
  for (const pre of document.querySelectorAll("main pre[tabindex]")) {
    watch.observe(pre);
    if (pre.firstElementChild) watch.observe(pre.firstElementChild);
  }
}

// items returns what one comes to in a listing, from left to right: the code is the last, since it scrolls.
function items(figure) {
  return [":scope > figcaption :is(a, button)", ":scope > .copy", ":scope > pre"]
    .flatMap((part) => [...figure.querySelectorAll(part)])
    .filter((item) => item.checkVisibility());
}

// settle makes one item the stop: the code, if it scrolls, since it could not be scrolled otherwise.
function settle(figure) {
  const all = items(figure);
  const pre = all.find((item) => item.matches("pre"));
  const stop = pre?.tabIndex === 0 ? pre : all.find((item) => item !== pre);
  for (const item of all) if (item !== pre) item.tabIndex = item === stop ? 0 : -1;
}

function rove(figure) {
  settle(figure);
  figure.addEventListener("focusout", ({ relatedTarget }) => !figure.contains(relatedTarget) && settle(figure));
  figure.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const all = items(figure);
    const at = all.indexOf(event.target);
    if (at < 0) return;
    const scrolls = event.target.matches("pre") && (by > 0 || event.target.scrollLeft > 0);
    const next = all[at + by];
    if (scrolls || !next) return;
    event.preventDefault();
    next.focus();
  });
}
