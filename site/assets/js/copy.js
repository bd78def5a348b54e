// Copy buttons. A listing gives its code without the line numbers; a terminal gives its commands
// without prompts and without what they printed. What has a terminal of its own has a button of its
// own, so that nothing is pasted behind a command that does not end.

import { button } from "./make.js";

export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const pane of document.querySelectorAll(".pane")) {
    const { terminal } = pane.querySelector(".command").dataset;
    pane.append(button("", ({ target }) => copy(target, commands(pane)), { class: "copy", "aria-label": `Copy the command of the terminal ${terminal}` }));
  }
  for (const figure of document.querySelectorAll(".listing, .console:has(.run:not(.pane))")) {
    const label = figure.matches(".console") ? "Copy the commands" : "Copy the code";
    figure.append(button("Copy", ({ target }) => copy(target, textOf(figure)), { class: "copy", "aria-label": label }));
  }
}

function textOf(figure) {
  if (figure.matches(".console")) return commands(figure, ":not([data-terminal])");
  const code = figure.querySelector("code").cloneNode(true);
  for (const number of code.querySelectorAll(".ln")) number.remove();
  return code.textContent;
}

function commands(place, which = "") {
  return [...place.querySelectorAll(`[data-command]${which}`)]
    .map(({ dataset }) => dataset.command + (dataset.background && !dataset.terminal ? " &" : ""))
    .join("\n") + "\n";
}

async function copy(button, text) {
  button.dataset.label ??= button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "No access";
  }
  button.dataset.done = "";
  setTimeout(() => {
    button.textContent = button.dataset.label;
    delete button.dataset.done;
  }, 1600);
}
