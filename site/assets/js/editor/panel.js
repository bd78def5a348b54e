// What stands around the editor: the files above it, what went wrong below, and the buttons. A panel
// knows files and their texts; what is done with them is others' business.

import { Code } from "./code.js";
import { plain } from "../keys.js";
import { button, make } from "../make.js";
import { edit, elsewhere } from "../store.js";
import { show } from "./show.js";

let number = 0;

export class Panel {
  errors = [];
  comparing = false;

  // files are {file, text, fixed}: fixed ones are for reading. on has run, share and close.
  constructor({ label, action, files, draft, on }) {
    this.id = `editor-${++number}`;
    this.files = new Map(files.map((file) => [file.file, file]));
    this.draft = draft;
    this.on = on;
    this.action = action;
    this.code = new Code({ changed: (file, text) => this.changed(file, text), run: on.run });
    this.code.element.id = `${this.id}-code`;
    this.code.element.setAttribute("role", "tabpanel");
    this.tabs = make("div", { class: "tabs", role: "tablist", "aria-label": "Open files", keydown: plain((event) => this.key(event)) });
    this.choice = make("select", { "aria-label": "Open another file", change: () => this.chosen() });
    this.go = button(action, on.run, { class: "go", "aria-keyshortcuts": "Control+Enter" });
    this.compareButton = button("Changes", () => this.compare(!this.comparing), { "aria-pressed": "false" });
    this.resetButton = button("Reset file", () => this.reset());
    this.bar = make("progress", { hidden: true, "aria-label": "The compiler" });
    this.status = make("p", { class: "doing", role: "status" });
    this.note = make("p", { class: "of-file" });
    this.others = make("div", { class: "others" });
    this.unheard = elsewhere((name, value) => this.elsewhere(name, value));
    this.list = make("ul", { class: "errors", hidden: true, "aria-label": "What the compiler says" });
    this.foot = make("p", { class: "aside" });
    this.element = make("section", { class: "editor", "aria-label": label },
      make("div", { class: "shelf" }, this.tabs, this.choice),
      this.note, this.others, this.code.element, this.list,
      make("div", { class: "actions" }, this.go, this.compareButton, this.resetButton,
        button("Share", on.share), button("Close", on.close, { class: "close" })),
      make("div", { class: "progress" }, this.bar, this.status),
      this.foot);
    this.fill();
  }

  // fill lists what can be opened: the chapter's own files, and those of the library by package.
  fill() {
    const groups = new Map();
    for (const { file, name } of this.files.values()) {
      const cut = file.lastIndexOf("/");
      const folder = file.slice(0, cut);
      if (!groups.has(folder)) groups.set(folder, make("optgroup", { label: folder }));
      groups.get(folder).append(make("option", { value: file }, name ?? file.slice(cut + 1)));
    }
    const library = (group) => group.label.startsWith("code/");
    const sorted = [...groups.values()].sort((a, b) => library(a) - library(b) || (library(a) ? a.label.localeCompare(b.label) : 0));
    this.choice.replaceChildren(make("option", { value: "" }, "Open …"), ...sorted);
    this.choice.hidden = this.files.size < 2;
  }

  chosen() {
    const file = this.choice.value;
    this.choice.value = "";
    if (!file) return;
    this.open(file);
    this.code.focus();
  }

  add(file) {
    this.files.set(file.file, file);
    this.fill();
  }

  // open shows a file, and puts a tab there for it.
  open(file, line) {
    const { text, fixed, why } = this.files.get(file);
    let tab = this.tab(file);
    if (!tab) {
      tab = button(file.slice(file.lastIndexOf("/") + 1), () => this.open(file), { role: "tab", "data-file": file, title: file, "aria-controls": this.code.element.id });
      this.tabs.append(tab);
    }
    this.file = file;
    if (this.comparing && this.shown) this.code.compare(undefined);
    this.shown = true;
    this.code.show(file, this.draft.text(file) ?? text, { fixed, line });
    for (const each of this.tabs.children) {
      const here = each === tab;
      each.setAttribute("aria-selected", String(here));
      each.tabIndex = here ? 0 : -1;
    }
    this.note.textContent = why ?? (this.draft.outdated(file) ? "The book has another text here since you changed it: Changes shows both." : "");
    if (this.comparing) this.code.compare(this.draft.book.get(file) ?? text);
    this.code.mark(this.errors);
    this.mark();
  }

  tab(file) {
    return [...this.tabs.children].find((tab) => tab.dataset.file === file);
  }

  key(event) {
    const all = [...this.tabs.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    this.open(next.dataset.file);
    next.focus();
  }

  changed(file, text) {
    if (this.taking) return;
    if (!this.draft.change(file, text) && !this.warned) {
      this.warned = true;
      this.say("This browser keeps nothing: your changes last as long as this page.");
    }
    this.on.changed?.();
    this.mark();
  }

  // elsewhere takes what another tab has made of a file. What goes on from what is here is shown here too; about the
  // rest the reader decides.
  elsewhere(name, value) {
    const file = [...this.files.keys()].find((file) => name === edit(this.draft.chapter, file));
    if (!file || !this.draft.book.has(file)) return;
    const { text, follows } = this.draft.other(file, value) ?? {};
    if (text === undefined) return this.settled(file);
    if (follows) {
      this.replace(file, text);
      this.settled(file);
      return this.say(`${short(file)} is being changed in another tab: this one follows.`);
    }
    this.settled(file);
    const did = value === undefined ? "has put back the book’s text of" : "has other changes to";
    const choose = (how) => () => {
      how();
      this.settled(file);
      this.code.focus();
    };
    this.others.append(make("p", { role: "status", "data-file": file }, `Another tab ${did} ${short(file)}. Here is what you wrote in this one. `,
      button("Take the other’s", choose(() => {
        this.open(file);
        this.draft.take(file, text);
        this.replace(file, text);
        this.say("Undo, Ctrl-Z, brings back what was here.");
      })),
      button("Keep this", choose(() => this.draft.save(file)))));
  }

  // settled takes away the question which of two texts of a file is to stay.
  settled(file) {
    [...this.others.children].find((asked) => asked.dataset.file === file)?.remove();
  }

  // replace puts a text in a file that is kept already.
  replace(file, text) {
    this.taking = true;
    this.code.replace(file, text);
    this.taking = false;
    this.mark();
  }

  // mark shows which files are not the book's.
  mark() {
    for (const tab of this.tabs.children) {
      const changed = this.draft.changes.has(tab.dataset.file);
      tab.toggleAttribute("data-changed", changed);
      tab.setAttribute("aria-label", `${tab.textContent}${changed ? ", changed" : ""}`);
    }
    const changed = this.draft.changes.has(this.file);
    this.resetButton.disabled = !changed;
    this.compareButton.disabled = !changed && !this.comparing;
  }

  compare(yes) {
    this.comparing = yes;
    this.compareButton.setAttribute("aria-pressed", String(yes));
    this.code.compare(yes ? this.draft.book.get(this.file) : undefined);
    this.mark();
  }

  reset() {
    const { file } = this;
    const mine = this.draft.text(file);
    this.code.replace(file, this.draft.book.get(file));
    this.draft.reset(file);
    this.mark();
    this.blame([]);
    this.status.replaceChildren("It is the book's again. ", button("Undo", () => {
      this.open(file);
      this.code.replace(file, mine);
      this.say("");
    }));
    this.code.focus();
  }

  // blame shows errors: {file, line, column, message}.
  blame(errors) {
    this.errors = errors;
    this.list.hidden = !errors.length;
    this.list.replaceChildren(...errors.map(({ file, line, column, message }) => {
      const where = `${file.slice(file.lastIndexOf("/") + 1)}:${line}:${column}`;
      const go = () => {
        this.open(file, line);
        this.code.goTo(line, column);
        this.code.focus();
      };
      return make("li", {}, this.files.has(file) ? button(where, go) : make("code", {}, `${file}:${line}`), " ", make("span", {}, message));
    }));
    const first = errors.find(({ file }) => this.files.has(file));
    if (first && !errors.some(({ file }) => file === this.file)) this.open(first.file);
    else this.code.mark(errors);
    if (first) this.code.goTo(first.line, first.column);
    if (errors.length) show(this.list);
  }

  say(text) {
    this.status.textContent = text;
  }

  // progress shows how far a download is.
  progress({ done, total, what }) {
    this.bar.hidden = done >= total && what !== "getting ready";
    this.bar.max = total;
    this.bar.value = done;
    const text = done < total ? `${what}: ${million(done)} of ${million(total)} MB, once` : `${what} …`;
    if (text !== this.status.textContent) this.say(text[0].toUpperCase() + text.slice(1));
  }

  // compiling shows how far a build is: {what, at, of}.
  compiling(first, doing) {
    this.bar.hidden = false;
    this.bar.max = doing?.of ?? 1;
    this.bar.value = doing ? doing.at - 1 : 0;
    this.ticks = make("span", { "aria-hidden": "true" }, this.ticks?.isConnected ? this.ticks.textContent : "");
    const where = doing ? ` ${doing.what}, ${doing.at} of ${doing.of}` : "";
    this.status.replaceChildren(`Compiling${where} …${first}`, this.ticks);
  }

  // tick shows how long a build has taken so far.
  tick(seconds) {
    if (this.ticks) this.ticks.textContent = ` ${seconds} s`;
  }

  ready() {
    this.bar.hidden = true;
    this.say("");
  }

  // running says whether the button stops what goes on.
  running(yes) {
    this.go.textContent = yes ? "Stop" : this.action;
    this.go.toggleAttribute("data-stops", yes);
  }

  close() {
    this.unheard();
    this.code.close();
    this.element.remove();
  }
}

function short(file) {
  return file.slice(file.lastIndexOf("/") + 1);
}

function million(bytes) {
  return (bytes / 1e6).toFixed(1);
}
