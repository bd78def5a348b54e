// The switch for the colours: as the system has them, light, dark, and round again.

import { own } from "./book.js";

const order = ["system", "light", "dark"];
const says = {
  system: "Colours: as the system has them. Change to light",
  light: "Colours: light. Change to dark",
  dark: "Colours: dark. Change to the system's",
};

export function themeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  const root = document.documentElement;

  const show = (theme) => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.setAttribute("aria-label", says[theme]);
    button.title = says[theme];
  };

  show(root.dataset.theme ?? "system");
  button.addEventListener("click", () => {
    const now = root.dataset.theme ?? "system";
    const next = order[(order.indexOf(now) + 1) % order.length];
    show(next);
    try {
      localStorage.setItem(own(root.dataset.book, "theme"), next);
    } catch {
      // Storage is forbidden: the choice lasts as long as the page.
    }
  });
}
