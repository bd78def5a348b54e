// The parameters of a terminal's commands, as sliders below its picture. Where one moves, the run is drawn anew.

import { button, make } from "../make.js";
import { argv, bookOf } from "./command.js";
import { pack } from "./link.js";
import { ask, flags, settings, sub, write } from "./ranges.js";
import { Run } from "./run.js";

const slow = 500; // milliseconds after which a run gives way to the next

export class Settings {
  moved = new Map(); // by "command name": what the reader has set
  known = new Map(); // by the name of a program: its flags

  constructor(cell) {
    this.cell = cell;
    this.grid = make("div", { class: "sliders" });
    this.said = make("span", { role: "status" });
    this.element = make("details", { class: "settings", hidden: true, open: matchMedia("(min-width: 62rem)").matches },
      make("summary", {}, "Settings"), this.grid,
      make("p", { class: "of" }, button("Back to the book’s", () => this.reset()), button("Copy a link to these", () => this.share()), this.said));
  }

  // names of the commands, by which a link and the reader know them: that of the terminal, or of the program.
  name(line) {
    return line.dataset.terminal || sub(line.dataset.command) || "";
  }

  // text returns the command of a line as it is to be run.
  text(line) {
    return this.apply(line.dataset.command, line);
  }

  apply(command, line) {
    const book = bookOf(line);
    for (const [key, value] of this.moved) {
      const [of, name] = key.split(" ");
      if (of !== this.name(line)) continue;
      command = name === "poems" ? ask(command, book, Number(value)) : write(command, name, value);
    }
    return command;
  }

  // offer shows the sliders, once the programs have said which flags they have.
  async offer() {
    const lines = this.cell.lines();
    const unknown = [...new Set(lines.map((line) => sub(line.dataset.command)))].filter((name) => name && !this.known.has(name));
    if (unknown.length) await this.ask(unknown);
    const rows = lines.flatMap((line) => {
      return settings(this.text(line), bookOf(line), this.known.get(sub(line.dataset.command)) ?? {}).map((one) => ({ ...one, line }));
    });
    const shape = rows.map(({ line, name }) => `${this.name(line)} ${name}`).join();
    this.element.hidden = !rows.length;
    if (shape === this.shape) return; // the reader may have one in hand
    this.shape = shape;
    const several = new Set(rows.map(({ line }) => this.name(line))).size > 1;
    this.grid.replaceChildren(...rows.map((row) => this.slider(row, several)));
  }

  slider({ line, name, value, stops }, several) {
    const shown = make("output", {}, value);
    const label = `${several ? `${this.name(line)}: ` : ""}${name}`;
    const input = make("input", {
      type: "range", min: 0, max: stops.length - 1, step: 1, value: stops.indexOf(value), "aria-label": label, "aria-valuetext": value,
      input: () => {
        const now = stops[input.value];
        shown.textContent = now;
        input.setAttribute("aria-valuetext", now);
        this.moved.set(`${this.name(line)} ${name}`, now);
        this.redraw();
      },
    });
    return make("label", {}, make("span", {}, label), input, shown);
  }

  // ask runs the programs with -h, and notes the flags that they name.
  async ask(names) {
    const help = names.map(() => "");
    const commands = names.map((name) => ({ text: `go run ./chapters/${this.cell.figure.dataset.chapter} ${name} -h` }));
    await new Promise((resolve) => {
      const run = new Run(({ out, status, failed, over }) => {
        for (const { command, text } of out ?? []) help[command] += text;
        if (status !== undefined || failed || over) resolve();
      });
      run.start(this.cell.program(), { argv: argv(commands, this.cell.figure.dataset.chapter), speed: Infinity });
    });
    names.forEach((name, i) => this.known.set(name, flags(help[i])));
  }

  // redraw runs the commands anew, when the run before has been drawn, or takes too long.
  redraw() {
    this.show();
    if (this.cell.run && this.cell.quick) {
      this.waiting = true;
      this.late ??= setTimeout(() => this.cell.run && this.cell.stop(), slow);
      return;
    }
    this.cell.again();
  }

  // ended says that a run is over.
  ended() {
    clearTimeout(this.late);
    this.late = undefined;
    if (!this.waiting) return this.cell.player && this.offer();
    this.waiting = false;
    setTimeout(() => this.cell.again());
  }

  // show writes into the terminal what is to be run there.
  show() {
    for (const line of this.cell.figure.querySelectorAll(".command")) {
      const typed = line.querySelector(".typed");
      if (!typed || ![...this.moved.keys()].some((key) => key.startsWith(`${this.name(line)} `))) continue;
      const text = this.apply(line.dataset.command, line) + (line.dataset.background && !line.dataset.terminal ? " &" : "");
      if (typed.textContent === text) continue;
      typed.textContent = text;
      typed.dispatchEvent(new Event("input"));
    }
  }

  // arrive takes settings that came with a link. Nothing runs.
  arrive(moved) {
    this.moved = moved;
    this.show();
    const list = [...moved].map(([key, value]) => `${key.replace(/^ /, "")} ${value}`).join(", ");
    this.cell.tell(`This link came with settings: ${list}. Press ${this.cell.word} to see what they do.`);
  }

  reset() {
    this.moved.clear();
    this.shape = undefined;
    for (const typed of this.cell.figure.querySelectorAll(".typed")) {
      typed.textContent = typed.dataset.book;
      typed.dispatchEvent(new Event("input"));
    }
    this.said.textContent = "";
    this.cell.again();
  }

  async share() {
    const number = [...document.querySelectorAll(".console")].indexOf(this.cell.figure);
    const address = new URL(location.href);
    address.hash = pack(number, this.moved);
    try {
      await navigator.clipboard.writeText(address.href);
      this.said.textContent = "Copied. It shows these settings, and runs nothing until the button is pressed.";
    } catch {
      history.replaceState(null, "", address.hash);
      this.said.textContent = "The page’s address has them now: copy it from there.";
    }
  }
}
