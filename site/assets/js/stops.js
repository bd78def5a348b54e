// Code and terminals can have the focus, so that the arrows scroll them. Where there is nothing to scroll, Tab passes
// them by.

export function stops() {
  if (!window.ResizeObserver) return;
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const pre = target.closest("pre");
      pre.tabIndex = pre.scrollWidth > pre.clientWidth || pre.scrollHeight > pre.clientHeight ? 0 : -1;
    }
  });
  for (const pre of document.querySelectorAll("main pre[tabindex]")) {
    watch.observe(pre);
    if (pre.firstElementChild) watch.observe(pre.firstElementChild);
  }
}
