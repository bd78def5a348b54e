// What a program prints, to be typed. How it is broken into lines, and how many spaces there are, makes no
// difference.

import { plain } from "../keys.js";
import { button, make } from "../make.js";

const words = (text) => text.split(/\s+/).filter(Boolean);

// verdict compares what was typed with what is printed, and says how far it is right.
export function verdict(typed, printed) {
  const [given, want] = [words(typed), words(printed)];
  const same = want.findIndex((word, i) => word !== given[i]);
  if (same < 0 && given.length === want.length) return { right: true, says: "That is what it prints." };
  if (same < 0) return { right: false, says: "All of it is right up to there, but the program stops earlier." };
  if (!given.length) return { right: false, says: "Type what you expect it to print." };
  const far = given.length === same ? "Right so far, but it prints more." : `“${given[same]}” is not what comes ${same ? `after “${want[same - 1]}”` : "first"}.`;
  return { right: false, says: far };
}

// type lets the reader answer: see choose.
export function type(quiz, tried) {
  const printed = quiz.querySelector(".answer pre").textContent.trimEnd();
  const lines = printed.split("\n").length;
  const field = make("textarea", {
    rows: lines, "aria-label": "What it prints", placeholder: lines > 1 ? "line by line, or in one" : "what it prints",
    spellcheck: "false", autocapitalize: "off", autocorrect: "off", autocomplete: "off",
    keydown: plain((event) => {
      if (event.key !== "Enter" || (lines > 1 && !event.ctrlKey && !event.metaKey)) return;
      event.preventDefault();
      check();
    }),
    input: () => delete field.dataset.chosen,
  });
  const mark = () => {
    const found = verdict(field.value, printed);
    field.dataset.chosen = found.right ? "right" : "wrong";
    return found;
  };
  const check = () => {
    const { right, says } = mark();
    tried(field.value, right, says);
  };
  quiz.querySelector(".question").after(make("div", { class: "reply" }, field, button("Check", check)));
  return {
    right: printed,
    show(given) {
      field.value = given;
      return mark().right;
    },
    clear() {
      field.value = "";
      delete field.dataset.chosen;
    },
  };
}
