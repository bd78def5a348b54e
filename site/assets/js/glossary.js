// The glossary is filtered by what one types into a field above it.

import { fold } from "./find.js";
import { make } from "./make.js";

export function glossary() {
  const list = document.querySelector("dl.glossary");
  if (!list) return;
  const entries = [...list.querySelectorAll("dt")].map((term) => {
    const parts = [term, term.nextElementSibling];
    return { parts, term: fold(term.textContent), text: fold(parts.map((part) => part.textContent).join(" ")) };
  });
  const input = make("input", {
    type: "search", "aria-label": "Filter the terms", placeholder: "Filter the terms", autocomplete: "off", autocapitalize: "off",
    autocorrect: "off", spellcheck: "false", input: () => filter(),
  });
  const status = make("p", { class: "status", role: "status" });
  const filter = () => {
    const sought = fold(input.value).trim();
    const named = entries.filter(({ term }) => term.includes(sought));
    const shown = new Set(named.length ? named : entries.filter(({ text }) => text.includes(sought)));
    for (const entry of entries) for (const part of entry.parts) part.hidden = !shown.has(entry);
    status.textContent = !sought ? "" : shown.size ? `${shown.size} of ${entries.length} terms` : `No term is called “${input.value.trim()}”, or explained with it.`;
  };
  list.before(make("div", { class: "filter" }, input, status));
  addEventListener("hashchange", () => {
    if (!document.getElementById(decodeURIComponent(location.hash.slice(1)))?.hidden) return;
    input.value = "";
    filter();
    document.querySelector(":target")?.scrollIntoView();
  });
}
