// How the text is set: its size, the length of its lines, and whether long lines of code go on below. The choice is kept;
// theme.js applies it before the page is first seen.

import { get, set } from "./store.js";
import { make } from "./make.js";

// The choices, by what is set: of each its value, which the stylesheet knows, and its name. The first is the book's own.
const choices = {
  size: ["Size of the text", ["book", "Book"], ["small", "Smaller"], ["large", "Larger"], ["larger", "Largest"]],
  width: ["Length of lines", ["book", "Book"], ["narrow", "Shorter"], ["wide", "Longer"]],
  wrap: ["Long lines of code", ["scroll", "Scroll"], ["yes", "Go on below"]],
};

export function textSettings() {
  const button = document.querySelector("[data-text-settings]");
  if (!button || !HTMLElement.prototype.togglePopover) return button?.remove();
  button.title = "How the text is set";
  button.addEventListener("click", () => {
    const panel = make("div", { class: "text-settings", popover: "auto", role: "dialog", "aria-label": "How the text is set" },
      ...Object.entries(choices).map(([name, [legend, ...values]]) => group(name, legend, values)));
    button.closest("header").after(panel);
    button.popoverTargetElement = panel; // so that this press opens it, and the next one closes it
    panel.addEventListener("toggle", ({ newState }) => {
      button.setAttribute("aria-expanded", String(newState === "open"));
      if (newState === "open") panel.querySelector("input:checked").focus();
    });
  }, { once: true });
}

function group(name, legend, values) {
  const root = document.documentElement;
  const now = root.dataset[name] ?? values[0][0];
  return make("fieldset", { class: `set-${name}` }, make("legend", {}, legend), ...values.map(([value, text]) => make("label", {},
    make("input", { type: "radio", name: `text-${name}`, value, checked: value === now, change: () => choose(name, value, values[0][0]) }),
    make("span", {}, text))));
}

function choose(name, value, own) {
  const { dataset } = document.documentElement;
  if (value === own) delete dataset[name];
  else dataset[name] = value;
  set("text", { ...get("text"), [name]: dataset[name] });
}
