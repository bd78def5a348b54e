// Lines to be put in the order in which a program prints them: with buttons, with the arrow keys on these, or by
// dragging.

import { plain } from "../keys.js";
import { button, make } from "../make.js";
import { letter } from "./letter.js";

// places says which of the lines stand where they belong, counted from 1.
export function places(lines, printed) {
  return lines.flatMap((line, i) => (line === printed[i] ? [i + 1] : []));
}

// verdict puts that in words.
export function verdict(right, of) {
  if (right.length === of) return "That is the order.";
  if (!right.length) return "Not one of them is in its place yet.";
  const list = right.length > 1 ? `${right.slice(0, -1).join(", ")} and ${right.at(-1)} are in their places` : `${right[0]} is in its place`;
  return `Line${right.length > 1 ? "s" : ""} ${list}.`;
}

// order lets the reader answer: see choose.
export function order(quiz, tried) {
  const list = quiz.querySelector(".lines");
  const first = [...list.children];
  const text = new Map(first.map((item) => [item, item.textContent.trim()]));
  const letters = new Map(first.map((item, i) => [item, letter(i)]));
  const printed = quiz.querySelector(".answer pre").textContent.trimEnd().split("\n").map((line) => line.trim());
  const heard = make("span", { class: "unseen", role: "status" });
  list.dataset.moves = "yes";

  const now = () => [...list.children];
  const unmark = () => first.forEach((item) => delete item.dataset.chosen);
  const mark = () => {
    const right = places(now().map((item) => text.get(item)), printed);
    now().forEach((item, i) => (item.dataset.chosen = right.includes(i + 1) ? "right" : "wrong"));
    return right;
  };
  const tell = (item) => (heard.textContent = `${text.get(item)}: line ${now().indexOf(item) + 1} of ${first.length}`);
  const move = (item, by, focused) => {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) {
      unmark();
      if (by < 0) other.before(item);
      else other.after(item);
      focused?.focus();
    }
    tell(item);
  };
  for (const item of first) {
    const [up, down] = [["Up", -1], ["Down", 1]].map(([word, by]) => {
      const made = button("", () => move(item, by, made), { class: `move ${word.toLowerCase()}`, "aria-label": `${word}: ${text.get(item)}` });
      made.addEventListener("keydown", plain((event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        move(item, by, made);
      }));
      return made;
    });
    item.prepend(make("span", { class: "grip", "aria-hidden": "true" }));
    item.append(up, down);
  }
  drag(list, unmark, tell);

  const check = button("Check the order", () => {
    const right = mark();
    tried(now().map((item) => letters.get(item)).join(""), right.length === first.length, verdict(right, first.length));
  });
  list.after(make("p", { class: "reply" }, check, heard));
  const arrange = (given) => {
    for (const one of given) if (first[one.charCodeAt(0) - 65]) list.append(first[one.charCodeAt(0) - 65]);
  };
  return {
    right: printed.map((line) => letters.get(first.find((item) => text.get(item) === line))).join(""),
    show(given) {
      arrange(given);
      return mark().length === first.length;
    },
    clear() {
      unmark();
      list.append(...first);
    },
  };
}

// drag lets a pointer move the items of a list.
function drag(list, began, ended) {
  let item;
  list.addEventListener("pointerdown", (event) => {
    const touched = event.target.closest("li");
    if (event.button || event.target.closest("button") || (event.pointerType !== "mouse" && !event.target.matches(".grip"))) return;
    item = touched;
    event.preventDefault();
    list.setPointerCapture(event.pointerId);
    item.dataset.dragged = "yes";
  });
  list.addEventListener("pointermove", ({ clientY }) => {
    if (!item) return;
    const over = [...list.children].find((other) => {
      const { top, bottom } = other.getBoundingClientRect();
      return other !== item && clientY > top && clientY < bottom;
    });
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    const below = clientY > top + height / 2;
    const before = Boolean(item.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (below !== before) return; // not past its middle yet
    began();
    if (before) over.after(item);
    else over.before(item);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    list.addEventListener(end, () => {
      if (!item) return;
      delete item.dataset.dragged;
      ended(item);
      item = undefined;
    });
  }
}
