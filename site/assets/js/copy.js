// Copy buttons. A listing gives its code without the line numbers; a terminal gives its commands
// without prompts and without what they printed.

import { button } from "./make.js";

export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const figure of document.querySelectorAll(".listing, .console")) {
    const label = figure.matches(".console") ? "Copy the commands" : "Copy the code";
    figure.append(button("Copy", ({ target }) => copy(target, textOf(figure)), { class: "copy", "aria-label": label }));
  }
}

function textOf(figure) {
  if (figure.matches(".console")) {
    return [...figure.querySelectorAll("[data-command]")]
      .map((command) => command.dataset.command + (command.dataset.background ? " &" : ""))
      .join("\n") + "\n";
  }
  const code = figure.querySelector("code").cloneNode(true);
  for (const number of code.querySelectorAll(".ln")) number.remove();
  return code.textContent;
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "No access";
  }
  button.dataset.done = "";
  setTimeout(() => {
    button.textContent = "Copy";
    delete button.dataset.done;
  }, 1600);
}
