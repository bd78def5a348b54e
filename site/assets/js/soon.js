// What "book serve" still compiles while the page can be read: its programs, and the compiler that runs
// in the page. Where the buttons will be that need them, buttons say so, and how far it is. When all is
// there, the page comes again with it.

import { button, make } from "./make.js";

const said = document.querySelector("script[data-search]").dataset;
const source = document.querySelector("meta[name=behind]")?.content;

export function soon() {
  if (!source || (said.cell && said.toolchain)) return;
  const waiting = [];
  const add = (figure, text, style) => {
    const made = button(text, undefined, { class: style, "aria-disabled": "true" });
    figure.querySelector("figcaption").append(made);
    waiting.push({ made, text });
  };
  const states = [];
  for (const figure of document.querySelectorAll(".console[data-soon]")) {
    const state = make("span", { class: "state" });
    figure.querySelector("figcaption").append(state);
    states.push(state);
    add(figure, "Run", "go");
    add(figure, "Edit", "edit");
  }
  if (said.cell) for (const figure of document.querySelectorAll(".console[data-program]")) add(figure, "Edit", "edit");
  for (const figure of document.querySelectorAll(".listing[data-file]")) {
    if (!figure.dataset.file.endsWith("_test.go")) add(figure, "Edit", "edit");
  }
  const tell = (text) => {
    for (const state of states) state.textContent = text;
    for (const one of waiting) {
      one.made.title = text;
      one.made.setAttribute("aria-label", `${one.text}: ${text}`);
    }
  };
  tell("being compiled");
  follow(tell);
}

// follow asks how far it is, once a second, and now and then whether the page has become another: it is made
// again a moment after what it needs is there.
async function follow(tell) {
  for (let second = 1; ; second++) {
    await new Promise((done) => setTimeout(done, 1000));
    try {
      const news = await (await fetch(source)).json();
      tell(news.state === "failed" ? "not compiled: see the terminal of book serve" : `being compiled${news.doing ? `: ${news.doing}` : ""}`);
      if (second % 3 === 0 && (await more())) return location.reload();
    } catch {
      tell("book serve does not answer");
    }
  }
}

// more reports whether the page, asked for again, can do more than this one.
async function more() {
  const text = await (await fetch(location.href, { cache: "no-store" })).text();
  const { cell, toolchain } = new DOMParser().parseFromString(text, "text/html").querySelector("script[data-search]")?.dataset ?? {};
  return Boolean((cell && !said.cell) || (toolchain && !said.toolchain));
}
