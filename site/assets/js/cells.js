// Terminals that the page itself can run. Each gets a button, and commands that can be changed; all
// else comes when it is asked for, from js/cell, and begins to come when a pointer or the focus is
// on its way to the button.

import { guessing } from "./guess.js";
import { plain } from "./keys.js";
import { button, make } from "./make.js";
import { approached, rested } from "./when.js";

const { cell } = document.querySelector("script[data-search]").dataset;

export function cells() {
  if (!cell || !window.WebAssembly || !window.DecompressionStream) return;
  for (const figure of document.querySelectorAll(".console[data-program]")) terminal(figure);
  for (const figure of document.querySelectorAll(".console[data-recorded]")) recorded(figure);
  arrival();
}

// arrival shows the settings that a link has for one of the terminals. Nothing runs before the reader wants it.
function arrival() {
  const [, number] = location.hash.match(/^#run=(\d+)\b/) ?? [];
  const figure = number && document.querySelectorAll(".console")[number];
  if (!loads.has(figure)) return;
  figure.scrollIntoView({ block: "center" });
  cellOf(figure).then((made) => made.arrive(location.hash), () => {});
}

// recorded gives a terminal what it needs to play its recording.
function recorded(figure) {
  runs(figure, button("Play", undefined, { class: "go" }));
}

// cellsModule resolves with js/cell.
export function cellsModule() {
  return import(new URL(cell, location.href));
}

const loads = new WeakMap();

// cellOf resolves with the Cell of a terminal.
export function cellOf(figure) {
  return loads.get(figure)();
}

// terminal gives a terminal what it needs to run.
export function terminal(figure) {
  const go = button("Run", undefined, { class: "go" });
  for (const command of figure.querySelectorAll(".command")) {
    editable(command, () => {
      if (figure.dataset.state) go.click(); // stops what still runs
      go.click();
    });
  }
  const load = runs(figure, go);
  guessing(figure);
  if (figure.dataset.plays) whenSeen(figure, load);
}

// runs has a button begin what js/cell can do with a terminal. It returns the function that loads that.
function runs(figure, go) {
  figure.querySelector("figcaption").append(go);
  let loading;
  const load = () => {
    loading ??= cellsModule().then(({ Cell }) => new Cell(figure, go));
    loading.catch(() => (loading = undefined));
    return loading;
  };
  loads.set(figure, load);
  const word = go.textContent;
  go.addEventListener("click", () => {
    load().then((made) => made.press(), () => (go.textContent = `${word} (are you offline?)`));
  });
  approached(go, () => load().then((made) => made.prepare(), () => {}));
  return load;
}

// editable lets the reader change a command. Enter runs it, Escape brings back that of the book.
function editable(command, run) {
  const { terminal } = command.dataset; // which is a background without an &
  const book = command.dataset.command + (command.dataset.background && !terminal ? " &" : "");
  const text = make("span", {
    class: "typed", role: "textbox", "aria-label": "Command", contenteditable: "plaintext-only",
    spellcheck: "false", autocapitalize: "off", autocorrect: "off", autocomplete: "off", "data-book": book,
  }, book);
  command.replaceChildren(command.querySelector(".prompt"), text, "\n");

  const update = () => {
    const typed = text.innerText.trim(); // a pasted line break may be an element
    command.dataset.command = typed.replace(/\s*&$/, "");
    if (terminal) return;
    if (/&$/.test(typed)) command.dataset.background = "yes";
    else delete command.dataset.background;
  };
  text.addEventListener("input", update);
  text.addEventListener("keydown", plain((event) => {
    if (event.key === "Enter") run();
    else if (event.key === "Escape") text.textContent = book;
    else return;
    event.preventDefault();
    update();
  }));
}

// whenSeen plays a terminal by itself for as long as it is in view, once the page has come to rest,
// unless the reader would rather have things still, or pays for every byte.
function whenSeen(figure, load) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || navigator.connection?.saveData) return;
  rested(() => new IntersectionObserver(async ([entry]) => {
    const made = await load();
    if (entry.isIntersecting) made.play();
    else made.rest();
  }, { threshold: 0.6 }).observe(figure), 1500);
}
