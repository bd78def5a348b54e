// When to begin with what may take a while.

// approached calls begin when a pointer, a finger or the focus is on its way to a button.
export function approached(button, begin) {
  for (const event of ["pointerenter", "focus", "touchstart"]) {
    button.addEventListener(event, begin, { once: true, passive: true });
  }
}

// rested calls work when the page has loaded, and some milliseconds later has nothing else to do.
export function rested(work, later = 0) {
  const idle = window.requestIdleCallback ?? ((f) => setTimeout(f, 500));
  const start = () => setTimeout(() => idle(work), later);
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
