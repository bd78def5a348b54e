// What is wrong in the text, said where it stands: beside the paragraph that a mouse is on, below a text that is selected,
// and at the foot of the page. Where the book's repository has an address, that leads to a new issue; otherwise the page
// has the text of one to copy.

import { button, make } from "./make.js";

export function wrong() {
  const foot = document.querySelector("[data-wrong]");
  const main = document.querySelector("main.prose");
  if (!foot) return;
  const { repo } = foot.dataset;
  const open = (place) => (repo ? window.open(issue(repo, place), "_blank", "noopener") : ask(place));
  foot.addEventListener("click", () => open(describe()));
  if (!main) return;

  let paragraph;
  const mark = button("¶", () => open(describe(paragraph)), { class: "here", title: "Something wrong here?", "aria-label": "Something wrong in this paragraph?", tabindex: "-1", hidden: true });
  const pill = button("Something wrong here?", () => open(describe(selected())), { class: "wrong-there", hidden: true });
  pill.addEventListener("pointerdown", (event) => event.preventDefault()); // which would take the selection away
  document.body.append(mark, pill);
  main.addEventListener("pointerover", ({ target, pointerType }) => {
    const at = pointerType === "mouse" && target.closest("p, li, dd, figcaption");
    if (!at || at === paragraph || at.closest(".opening, .pager, nav, button, .quiz, .editor, .player, .console, .listing, .note")) return;
    paragraph = at;
    mark.hidden = false;
    const { left, top } = at.getBoundingClientRect();
    mark.style.left = `${Math.min(left, main.getBoundingClientRect().left + parseFloat(getComputedStyle(main.firstElementChild).marginLeft)) + scrollX}px`;
    mark.style.top = `${top + scrollY}px`;
  });
  const leave = ({ relatedTarget }) => {
    if (relatedTarget === mark || main.contains(relatedTarget)) return;
    mark.hidden = true;
    paragraph = undefined;
  };
  main.addEventListener("pointerleave", leave);
  mark.addEventListener("pointerleave", leave);
  document.addEventListener("selectionchange", () => (pill.hidden = !selected()));
}

// selected returns the range of the text that is selected, if it is the book's.
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount || selection.toString().trim().length < 3) return undefined;
  const range = selection.getRangeAt(0);
  const at = range.commonAncestorContainer;
  const element = at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement;
  return element.closest("main.prose") && !element.closest(".editor, [contenteditable]") ? range : undefined;
}

// describe says what part of the book is meant, an element, a range or the page: {title, address, quote}.
function describe(part) {
  const node = part?.startContainer ?? part;
  const sections = node ? [...document.querySelectorAll("main :is(h2, h3)[id]")].filter((heading) => heading.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) : [];
  const section = sections.at(-1);
  const { number } = document.querySelector("main").dataset;
  const page = document.querySelector("h1").textContent;
  const text = (part?.startContainer ? part.toString() : part?.textContent ?? "").replace(/\s+/g, " ").trim();
  return {
    title: `${number ? `Chapter ${number}, ` : ""}${page}${section ? `: ${[...section.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE || node.matches("code, em")).map((node) => node.textContent).join("").trim()}` : ""}`,
    address: location.origin + location.pathname + (section ? `#${section.id}` : ""),
    quote: text.length > 300 ? `${text.slice(0, 300)} …` : text,
  };
}

// words returns the text that tells of a place.
export function words({ title, address, quote }) {
  return `${title}\n${address}\n${quote ? `\n> ${quote}\n` : ""}\nWhat is wrong: `;
}

// issue returns the address of a new issue in a repository.
export function issue(repo, place) {
  return `${repo}/issues/new?${new URLSearchParams({ title: place.title, body: words(place) })}`;
}

let dialog;

function ask(place) {
  dialog?.remove();
  const text = make("textarea", { rows: "12", "aria-label": "What to send" }, words(place));
  const said = make("span", { role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = "Copied.";
    } catch {
      text.select();
      said.textContent = "Selected: Ctrl-C copies it.";
    }
  };
  dialog = make("dialog", { class: "wrong", "aria-labelledby": "wrong-title" },
    make("p", { class: "label", id: "wrong-title" }, "Something wrong here?"),
    make("p", {}, "Say what it is below, copy all of it, and send it to the people from whom you have the book."),
    text, make("p", { class: "keeping" }, button("Copy", copy), button("Close", () => dialog.close()), said));
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}
