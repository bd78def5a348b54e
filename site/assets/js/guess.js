// Before a demonstration runs for the first time the reader may guess how long it takes. The run says how far off
// that was: see js/cell/guess.js.

import { make } from "./make.js";
import { get, set } from "./store.js";

// guessing puts a line below a terminal that asks for one, and returns what takes the guess when it runs.
export function guessing(figure) {
  const name = `guess:${figure.dataset.chapter}:${figure.querySelector(".command").dataset.command}`;
  if (!figure.dataset.guess || get(name) !== undefined) return;
  const field = make("input", { type: "number", min: 0, step: "any", inputmode: "decimal", "aria-label": "Your guess, in seconds" });
  const line = make("p", { class: "guess" }, make("label", {}, figure.dataset.guess, " ", field, " s"), make("span", {}, "Guess, then press Run."));
  field.addEventListener("keydown", (event) => event.key === "Enter" && figure.querySelector(".go").click());
  figure.after(line);
  figure.guess = () => {
    const guess = field.value === "" ? null : Number(field.value);
    set(name, guess ?? "");
    line.remove();
    delete figure.guess;
    return guess;
  };
}
