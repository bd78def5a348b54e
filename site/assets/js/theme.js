// The reader's choice of colours, applied before the page is first painted. This is the one script
// that the page waits for; everything else is in main.js.

const root = document.documentElement;
root.dataset.scripted = "";
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's colours it is.
}
