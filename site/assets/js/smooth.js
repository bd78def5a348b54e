// Links within a page take a mouse or a finger there smoothly, and a keyboard at once: the focus should be seen where
// it is. Nothing else that scrolls is slowed down.

export function smooth() {
  const root = document.documentElement;
  const end = () => delete root.dataset.smooth;
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link?.hash || link.pathname !== location.pathname || !event.detail || event.defaultPrevented) return;
    root.dataset.smooth = "";
    addEventListener("scrollend", end, { once: true });
    setTimeout(end, 1500); // a browser that does not say when
  });
  addEventListener("keydown", end);
}
