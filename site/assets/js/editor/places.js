// Where in a page editors open: above a terminal, in the place of a listing, after an exercise, and
// wherever a link with somebody's changes leads.

import { exercise, program } from "./open.js";
import { unpack } from "./link.js";
import { bookOf, foreground } from "../cell/command.js";
import { button, make } from "../make.js";

export class Places {
  // page is what js/edit.js knows: {chapter, exercises, record, mark, press, programOf, cellOf,
  // cellsModule, terminal}.
  constructor(page) {
    this.page = page;
  }

  // fromTerminal opens the editor above a terminal, which runs what is made of the program.
  async fromTerminal(figure, button, more = {}) {
    const { cellOf, mark } = this.page;
    await program({
      chapter: figure.dataset.chapter, cell: await cellOf(figure), figure, button, ...more,
      changed: mark,
      place: (element) => {
        bench(figure, element);
        button.hidden = true;
        mark();
      },
      removed: () => {
        leave(figure);
        button.hidden = false;
        mark();
      },
    });
  }

  // fromListing opens it in the place of a listing, with a terminal of its own.
  async fromListing(figure, button, more = {}) {
    const { cellOf, mark, programOf } = this.page;
    const chapter = programOf(figure.dataset.file);
    const below = this.copyOf(chapter === this.page.chapter ? nearest(figure) : undefined, chapter);
    const cell = await cellOf(below);
    await program({
      chapter, cell, figure: below, button, file: figure.dataset.file, line: Number(figure.dataset.line) || undefined, ...more,
      changed: mark,
      place: (element) => {
        figure.before(below);
        bench(below, element);
        figure.hidden = true;
      },
      removed: () => {
        cell.reset();
        below.parentElement.remove();
        figure.hidden = false;
        mark();
      },
    });
  }

  // copyOf returns a terminal that runs the same commands as another, or else the program by its name, and
  // has not run them yet.
  copyOf(other, chapter) {
    const lines = [...(other?.querySelectorAll(".command") ?? [])].map((line) => ({
      text: bookOf(line), background: line.dataset.background, terminal: line.dataset.terminal,
    }));
    if (!lines.length) lines.push({ text: `go run ./chapters/${chapter}` });
    const runs = lines.map(({ text, background, terminal }) => make("span", { class: terminal ? "run pane" : "run" },
      make("span", { class: "command", "data-command": text, "data-background": background, "data-terminal": terminal },
        make("span", { class: "prompt" }, `${terminal ?? ""}$ `), `${text}${background && !terminal ? " &" : ""}\n`)));
    const figure = make("figure", { class: "console", "data-chapter": chapter, "data-program": other?.dataset.program ?? "", "data-with": other?.dataset.with },
      make("figcaption", {}, make("span", { class: "which" }, "Terminal")),
      make("pre", { tabindex: "0", role: "group", "aria-label": "Terminal: your program" }, make("code", {}, ...runs)));
    this.page.terminal(figure);
    return figure;
  }

  // attempt opens the editor on an exercise.
  async attempt(number, more = {}) {
    const { chapter, exercises, record, cellsModule } = this.page;
    const { place, hint, button } = exercises.get(number);
    await exercise({
      chapter, number, hint, button, cells: cellsModule, next: after(number), ...more,
      place: (element) => {
        place.after(element);
        button.hidden = true;
      },
      removed: () => {
        button.hidden = false;
      },
      solved: () => {
        record.exercise(chapter, number, true);
        place.lastChild.textContent = "✓ Solved";
      },
    });
  }

  // arrive says what the link is by which a reader has come, and opens it when asked to.
  async arrive() {
    document.querySelector(".arrival")?.remove();
    const banner = make("aside", { class: "arrival", role: "region", "aria-label": "Changes in this link" });
    try {
      const link = await unpack(location.hash);
      const files = Object.keys(link.files).map((file) => file.split("/").pop());
      const { hostname } = document.referrer ? new URL(document.referrer) : {};
      const from = hostname && hostname !== location.hostname ? `It came from ${hostname}.` : "It came from whoever gave you the link.";
      const look = this.page.press(button("Look at them"), async () => {
        await this.visit(link);
        banner.remove();
      });
      banner.append(make("p", {}, `This link carries somebody’s changes to ${files.join(", ")}. ${from} Nothing of it has been run.`), look, " ");
    } catch (error) {
      banner.append(make("p", {}, `This link was to carry changes to the program, but ${error.message}.`));
    }
    banner.append(button(banner.querySelector("button") ? "Leave them" : "Close", () => {
      banner.remove();
      history.replaceState(null, "", location.pathname + location.search);
    }));
    document.querySelector("main").prepend(banner);
  }

  async visit(link) {
    const { exercises } = this.page;
    if (exercises.has(link.exercise)) {
      await this.attempt(link.exercise, { link });
    } else {
      const terminals = [...document.querySelectorAll(".console[data-program]:has(.edit)")];
      const terminal = terminals.find((one) => bookOf(foreground(one)) === link.command);
      const listing = [...document.querySelectorAll(".listing[data-file]:has(.edit)")].find((one) => one.dataset.file === link.at);
      const figure = terminal ?? listing ?? terminals[0];
      if (!figure) throw new Error("this page has no program");
      const edit = figure.querySelector(".edit");
      if (figure === listing) await this.fromListing(figure, edit, { link, line: undefined });
      else await this.fromTerminal(figure, edit, { link, file: link.at });
    }
    document.querySelector(".editor").scrollIntoView({ block: "start" });
  }
}

// after returns what comes after an exercise, {href, text}: the next one, or what the chapter ends with.
function after(number) {
  const next = [...document.querySelectorAll("[data-exercise]")].find(({ dataset }) => Number(dataset.exercise.split(".").pop()) === number + 1);
  if (next) return { href: `#${next.id}`, text: `Next: exercise ${next.dataset.exercise}` };
  const chapter = document.querySelector(".pager [rel=next]");
  return chapter ? { href: chapter.getAttribute("href"), text: chapter.querySelector(".label").textContent } : undefined;
}

// bench puts an editor and the terminal that runs what is made in it on one bench, where they stand side by side if
// there is room.
function bench(figure, editor) {
  const made = make("div", { class: "bench" });
  figure.before(made);
  made.append(editor, figure);
  while (made.nextElementSibling?.matches(".player, .play-with")) made.append(made.nextElementSibling);
}

// leave leaves a terminal, and the picture of what it did, where the bench was.
function leave(figure) {
  const made = figure.parentElement;
  made.replaceWith(...made.children);
}

// nearest returns the terminal that comes next after a listing in its section, or before it, or at all.
function nearest(figure) {
  const all = [...document.querySelectorAll("main h2, .console[data-program], .listing")];
  const at = all.indexOf(figure);
  const after = all.slice(at + 1);
  const before = all.slice(0, at).reverse();
  const runs = (element) => element.matches(".console");
  const inSection = (list) => {
    const end = list.findIndex((element) => element.matches("h2"));
    return list.slice(0, end < 0 ? undefined : end).find(runs);
  };
  return inSection(after) ?? inSection(before) ?? after.find(runs) ?? before.find(runs);
}
