// One of several options is right. A wrong one says what it would take for it to be right.

import { button, make } from "../make.js";
import { letter } from "./letter.js";

// choose lets the reader answer a question. It calls tried(given, right, says) at each attempt: what to
// keep of it, whether it is right, and what to say. It returns show(given), which brings back what was
// kept and returns whether that is right; clear(); and what would be right.
export function choose(quiz, tried) {
  const options = [...quiz.querySelectorAll(".options > li")];
  const right = options.findIndex((option) => option.dataset.right);
  const would = (i) => quiz.querySelector(`.answer .would[data-of="${letter(i)}"]`);
  let chosen = "";
  const mark = (i) => {
    if (chosen.includes(letter(i))) return;
    chosen += letter(i);
    options[i].dataset.chosen = i === right ? "right" : "wrong";
    if (i === right || !would(i)) return;
    const why = would(i).cloneNode(true);
    why.firstElementChild.remove(); // the letter
    options[i].append(why);
    would(i).hidden = true; // one does to read
  };
  options.forEach((option, i) => {
    const choice = button("", () => {
      mark(i);
      const why = option.querySelector(".would")?.textContent.trim() ?? "";
      tried(chosen, i === right, i === right ? `${letter(i)} is right.` : `${letter(i)} is not it. ${why}`.trim());
    }, { class: "choose", "aria-label": `${letter(i)}: ${option.textContent.trim()}` });
    option.append(choice);
  });
  return {
    right: letter(right),
    show(given) {
      for (const one of given) if (options[one.charCodeAt(0) - 65]) mark(one.charCodeAt(0) - 65);
      return chosen.includes(letter(right));
    },
    clear() {
      chosen = "";
      options.forEach((option, i) => {
        delete option.dataset.chosen;
        option.querySelector(".would")?.remove();
        if (would(i)) would(i).hidden = false;
      });
    },
  };
}
