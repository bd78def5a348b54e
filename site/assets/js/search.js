// The search: a dialog over the page, opened by its button, by "/" or by Ctrl-K. The text of the
// whole book comes as one JSON file when it is first opened, and is then read from end to end for
// every query, which takes less than a millisecond and finds net.Conn.

import { find, prepare } from "./find.js";
import { plain } from "./keys.js";
import { make } from "./make.js";
import { remember } from "./found.js";

const address = new URL(document.querySelector("script[data-search]").dataset.search, location.href);

export function search() {
  const opener = document.querySelector("[data-search-open]");
  if (!opener) return;
  const dialog = build();
  const input = dialog.querySelector("input");
  const list = dialog.querySelector(".results");
  const status = dialog.querySelector(".status");
  let sections;
  let sought = "";

  const open = async () => {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    if (sections) return;
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(response.statusText);
      sections = await response.json();
      prepare(sections);
      update();
    } catch {
      status.textContent = "The text of the book could not be fetched. Are you offline?";
    }
  };

  const update = () => {
    if (!sections) return;
    const query = input.value.trim();
    const { results, all, where, words, taken } = find(sections, query);
    sought = words.join(" ");
    list.replaceChildren(...results.map(show));
    input.setAttribute("aria-expanded", String(results.length > 0));
    choose(list.firstElementChild);
    if (!query) status.textContent = "Type a word, a name such as net.Conn, or a part of one.";
    else if (!all) status.textContent = `Nothing has “${query}” in it.`;
    else {
      const many = all > results.length ? `The first ${results.length} of ${all} places` : all === 1 ? "1 place" : `${all} places`;
      const instead = taken.map(({ typed, word }) => `“${typed}” is nowhere: this is for “${word}”. `).join("");
      const apart = where === "section" ? "" : "No section has all of these words. ";
      const which = { section: "", chapter: " in chapters that have them", some: " with some of them" }[where];
      status.textContent = `${instead}${apart}${many}${which}. Arrows to choose, Enter to go there.`;
    }
  };

  const choose = (option) => {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest", behavior: "instant" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const go = (option) => {
    if (!option) return;
    dialog.close();
    remember(option.dataset.url, sought);
    location.assign(option.dataset.url);
  };

  input.addEventListener("input", update);
  input.addEventListener("keydown", plain((event) => {
    const now = list.querySelector("[aria-selected=true]");
    switch (event.key) {
      case "ArrowDown": choose(now?.nextElementSibling ?? list.firstElementChild); break;
      case "ArrowUp": choose(now?.previousElementSibling ?? list.lastElementChild); break;
      case "Enter": go(now); break;
      case "Escape": dialog.close(); break; // at once, and not after emptying the field
      default: return;
    }
    event.preventDefault();
  }));
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option.getAttribute("aria-selected") !== "true") choose(option);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside the dialog
  });

  opener.addEventListener("click", open);
  addEventListener("keydown", plain((event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.composedPath()[0]);
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!slash && !k) return;
    event.preventDefault();
    open();
  }));
}

function typing(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

function build() {
  const dialog = make("dialog", { class: "search", "aria-label": "Search the book" },
    make("input", {
      type: "search", role: "combobox", placeholder: "Search the book", "aria-label": "Search the book",
      "aria-controls": "search-results", "aria-expanded": "false", "aria-autocomplete": "list",
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
    }),
    make("div", { class: "results", id: "search-results", role: "listbox", "aria-label": "Places in the book" }),
    make("p", { class: "status", role: "status" }, "Fetching the text of the book …"),
  );
  document.body.append(dialog);
  return dialog;
}

function show(found, i) {
  return make("div", { id: `search-result-${i}`, role: "option", "aria-selected": "false", "data-url": found.url },
    make("span", { class: "where" },
      ...(found.title ? [make("span", { class: "chapter" }, found.chapter), " "] : []), found.title || found.chapter),
    make("span", { class: "snippet" },
      ...found.snippet.map((part, n) => (n % 2 ? make("mark", {}, part) : part))),
  );
}
