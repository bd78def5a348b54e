// The editor on an exercise, with its tests: what each says, then a hint, and the solution for those
// who ask twice.

import { Builder, count } from "./builder.js";
import { comparison } from "./compare.js";
import { make, button } from "../make.js";
import { Panel } from "./panel.js";
import { show } from "./show.js";
import { banner, share } from "./share.js";

const most = 300_000; // characters of what tests print

export class Exercise {
  // exercise is {folder, files, tests, solution}.
  constructor(toolchain, draft, exercise, what) {
    Object.assign(this, { toolchain, draft, exercise, what });
    const given = "The tests, for reading.";
    this.panel = new Panel({
      label: `Editor, exercise ${what.number}`, action: "Run tests", draft,
      files: [...exercise.files, ...exercise.tests.map(({ file, text }) => ({ file, text, fixed: true, why: given }))],
      on: {
        run: () => this.press(),
        share: () => share(this.panel, this.draft, { exercise: this.what.number, at: this.panel.file }),
        close: () => this.close(true),
      },
    });
    this.builder = new Builder(toolchain, this.panel, draft);
    this.found = make("div", { class: "found" });
    this.summary = make("p", { class: "summary", role: "status" });
    this.list = make("ul", { class: "results" });
    this.solutionButton = button("Show the solution", () => this.solution());
    this.help = make("div", { class: "help", hidden: true }, this.solutionButton);
    if (what.hint) this.help.prepend(button("Show the hint", () => this.hint()));
    this.compareButton = button("Compare with ours", () => this.compare(), { "aria-pressed": "false", hidden: true });
    this.help.append(this.compareButton);
    if (what.next) this.help.append(make("a", { href: what.next.href, class: "next", hidden: true }, what.next.text));
    this.found.append(this.summary, this.list, this.help);
    this.panel.element.querySelector(".progress").after(this.found);
  }

  async start() {
    const { what, panel, exercise, draft } = this;
    if (what.link) panel.element.prepend(banner(panel, draft));
    what.place(panel.element);
    for (const { file } of exercise.tests) panel.open(file);
    panel.open(exercise.files[0].file);
    panel.tabs.prepend(panel.tab(exercise.files[0].file));
    if (what.link) panel.compare(true);
    const test = make("code", {}, `go test ./${exercise.folder}`);
    panel.foot.replaceChildren("Ctrl-Enter runs the tests; Esc and then Tab leaves the text. The same in your own terminal: ", test, ".");
    show(panel.element);
    panel.code.focus();
    this.builder.early(panel.action, what.link).then((there) => there && !this.doing && this.warm());
  }

  // warm builds the tests once in vain, so that the reader's first try is quick.
  warm() {
    const { folder } = this.exercise;
    setTimeout(() => !this.doing && this.toolchain.buildTest({ exercise: folder, files: this.draft.files() }).catch(() => {}), 300);
  }

  press() {
    if (this.doing) this.stop();
    else this.test();
  }

  // test builds the tests and runs them.
  async test() {
    const doing = (this.doing = {});
    this.panel.running(true);
    this.summary.textContent = "";
    const module = await this.builder.make((toolchain, files, heard) => toolchain.buildTest({ exercise: this.exercise.folder, files, heard }));
    if (this.doing !== doing) return;
    if (!module) {
      this.list.replaceChildren();
      this.help.hidden = false;
      return this.rest();
    }
    const { Run } = await this.what.cells();
    if (this.doing !== doing) return;
    let printed = "";
    doing.run = new Run((message) => {
      if (message.begun) return;
      for (const { text } of message.out ?? []) printed += text;
      if (message.out && printed.length < most) return;
      doing.run.stop();
      this.rest();
      this.show(printed, message);
    });
    this.panel.say("Testing …");
    doing.run.start(module, this.toolchain.running);
  }

  stop() {
    if (this.doing.run) this.doing.run.stop();
    else this.builder.cancel();
    this.rest();
    this.panel.say("Stopped.");
  }

  rest() {
    this.doing = undefined;
    this.panel.running(false);
  }

  // show lists what the tests said.
  show(printed, { failed, status, out }) {
    const { panel } = this;
    panel.say("");
    const results = failed ? [] : this.toolchain.results(printed);
    const passed = results.filter(({ status }) => status === "pass").length;
    const solved = status === 0 && results.length > 0 && passed === results.length;
    if (failed) this.summary.textContent = `The tests could not run: ${failed}`;
    else if (solved) this.summary.textContent = `Solved: ${["", "the test passes", "both tests pass"][passed] ?? `all ${passed} tests pass`}.`;
    else if (out) this.summary.textContent = "Stopped: it printed too much.";
    else if (results.length === 1 && !passed) this.summary.textContent = "The test fails.";
    else this.summary.textContent = results.length ? `${passed} of ${count(results.length, "test")} ${passed === 1 && results.length > 1 ? "passes" : "pass"}.` : "No test came to run.";
    this.summary.dataset.solved = solved ? "yes" : "no";
    const items = results.map(({ name, status, ms, output }) => make("li", { "data-status": status },
      make("b", {}, { pass: "✓ ", fail: "✗ ", skip: "– " }[status]),
      make("span", { class: "name" }, spoken(name)), " ",
      make("span", { class: "took" }, `${{ pass: "passes", fail: "fails", skip: "was skipped" }[status]}${ms >= 10 ? `, ${(ms / 1000).toFixed(2)} s` : ""}`),
      output ? said(`What ${name} says`, output) : ""));
    if (!results.length && printed.trim()) items.push(make("li", {}, said("Output", printed.slice(0, 4000))));
    this.list.replaceChildren(...items);
    this.help.hidden = false;
    panel.element.classList.add("tested");
    show(this.found);
    if (solved) {
      if (this.draft.kept) this.what.solved();
      this.help.firstChild.hidden = Boolean(this.what.hint);
      this.solutionButton.hidden = true;
      for (const after of [this.compareButton, this.help.querySelector(".next")]) if (after) after.hidden = false;
    }
    if (this.beside) { // shows what it was
      this.compare();
      this.compare();
    }
  }

  // compare shows what the reader has written beside the solution, file by file, or no longer.
  compare() {
    this.compareButton.setAttribute("aria-pressed", String(!this.beside));
    if (this.beside) {
      this.beside.remove();
      this.beside = undefined;
      return;
    }
    const short = (file) => file.slice(file.lastIndexOf("/") + 1);
    const pairs = this.exercise.solution.map(({ file, text }) => {
      const own = this.exercise.files.find((one) => short(one.file) === short(file));
      return { name: short(file), yours: own ? this.draft.text(own.file) : "", ours: text };
    });
    this.beside = make("section", { class: "beside", "aria-label": "Yours and ours" }, ...pairs.map(comparison));
    this.found.after(this.beside);
    show(this.beside);
  }

  hint() {
    const { hint } = this.what;
    hint.hidden = false;
    hint.open = true;
    hint.querySelector("summary").focus();
    hint.scrollIntoView({ block: "nearest" });
  }

  // solution opens it when asked for the second time.
  solution() {
    if (!this.asked) {
      this.asked = true;
      this.solutionButton.textContent = "Really? Once seen, it cannot be unseen. Show it";
      return;
    }
    this.solutionButton.hidden = true;
    for (const { file, text } of this.exercise.solution) {
      this.panel.add({ file, text, name: `${file.split("/").pop()} (solution)`, fixed: true, why: "The solution, for reading." });
      this.panel.open(file);
      this.panel.tab(file).firstChild.data = "solution";
      this.panel.mark();
    }
    this.panel.code.focus();
  }

  close(back) {
    if (this.doing) this.stop();
    this.panel.close();
    this.what.removed?.();
    this.what.closed();
    if (back) this.what.button?.focus();
  }
}

// spoken turns TestNothingIsKeptLongerThanNeeded into words that can break.
function spoken(name) {
  const made = document.createDocumentFragment();
  name.split(/(?<=[a-z\d_/])(?=[A-Z])|(?<=[/_])/).forEach((part, i) => made.append(...(i ? [document.createElement("wbr"), part] : [part])));
  return made;
}

// said shows what a test printed. A sentence may go on in the next line; what is indented, which may be a picture, not.
function said(label, text) {
  const lines = text.split(/(?<=\n)/).map((line) => (/^\S/.test(line) ? make("span", {}, line) : line));
  return make("pre", { tabindex: "0", role: "group", "aria-label": label }, ...lines);
}
