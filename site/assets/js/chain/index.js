// The simulator: a chain as a text, as a picture with controls, and as an address, which always say
// the same. Whatever the reader changes goes to the engine, and what comes back is shown everywhere.

import { button, make } from "../make.js";
import { Engine, start } from "./engine.js";
import { Inspector } from "./inspector.js";
import { Picture } from "./picture.js";
import { fireOf, nearest, placeOf } from "./places.js";
import { Steps } from "./steps.js";

// prepare begins to fetch the engine.
export const prepare = start;

export class Simulator {
  chosen = fireOf("");
  step = undefined; // how many events are shown; undefined is all of them

  // text is the figure with the text, figure the one with the picture; key is what the chain is
  // called in an address.
  constructor(text, figure, key) {
    this.source = text;
    this.figure = figure;
    this.key = key;
    this.code = text.querySelector("code");
    this.book = this.code.textContent;
  }

  // open shows a chain: the given one, or the one that is shown already.
  async open(given) {
    this.opening ??= this.begin();
    this.opening.catch(() => (this.opening = undefined));
    await this.opening;
    if (given === undefined) return;
    this.step = undefined;
    this.area.value = given;
    await this.read();
  }

  // begin makes a simulator of the book's chain.
  async begin() {
    this.engine = new Engine(await start(this.source.dataset));
    await this.ask({ text: this.book }, () => this.build());
  }

  // build puts the controls into the page.
  build() {
    const { id, title } = this.names();
    this.id = id;
    this.title = title;
    this.steps = new Steps((step) => this.go(step));
    this.inspector = new Inspector({
      changed: (chain, chosen) => this.change(chain, chosen),
      left: () => this.picture.focus(this.chosen),
    });
    this.picture = new Picture(this.figure, {
      chosen: (place, byKeyboard) => this.choose(place, byKeyboard),
      moved: (name, stage, by) => this.inspect(name, stage).move(by),
      removed: (name, stage) => this.inspect(name, stage).removed(),
    });
    this.picture.element.before(this.steps.controls, this.steps.sentence);
    this.picture.element.after(this.inspector.element);
    this.figure.classList.add("simulator");

    this.area = make("textarea", { spellcheck: "false", autocapitalize: "off", autocorrect: "off", autocomplete: "off", wrap: "off", "aria-label": "The chain, as text", "aria-describedby": `${id}-wrong`, input: () => this.read() });
    this.wrong = make("p", { class: "wrong", role: "alert", id: `${id}-wrong` });
    this.link = button("Copy a link to this chain", () => this.copy());
    this.reset = button("The book’s chain", () => this.restore());
    this.code.parentElement.hidden = true;
    this.code.parentElement.after(this.area, this.wrong, make("div", { class: "handing" }, this.link, this.reset));
  }

  // names returns what the engine needs to call its drawings: as the book's is called.
  names() {
    const svg = this.figure.querySelector("svg");
    const title = svg.querySelector("title");
    return { id: title?.id.replace(/^fig-|-title$/g, "") || this.key, title: title?.textContent ?? "A chain" };
  }

  focus() {
    this.picture.focus(this.chosen);
  }

  // ask asks the engine for a chain, and shows its answer; before, what has to be done first.
  async ask(request, before) {
    const { id, title } = this.id ? this : this.names();
    const answer = await this.engine.ask({ id, title, step: this.step, ...request });
    if (!answer) return false;
    before?.();
    this.show(answer);
    return true;
  }

  show(answer) {
    const { text, chain, step, steps } = this.answer = answer;
    this.chain = chain;
    this.chosen = nearest(chain, this.chosen);
    this.picture.show(answer, this.chosen);
    this.inspector.show(chain, this.chosen);
    this.steps.show(step, steps);
    this.code.textContent = text; // for those who copy it, or print the page
    if (document.activeElement !== this.area) this.area.value = text;
    this.area.rows = Math.max(this.area.value.trimEnd().split("\n").length, 3);
    this.complain("");
    this.canonical ??= text;
    this.reset.disabled = text === this.canonical;
    this.address(text);
  }

  complain(text) {
    if (this.wrong.textContent !== text) this.wrong.textContent = text;
    this.area.setAttribute("aria-invalid", text !== "");
  }

  // read takes the chain that the reader types.
  async read() {
    if (this.steps.playing) this.steps.pause();
    try {
      await this.ask({ text: this.area.value });
    } catch (error) {
      this.complain(error.message);
    }
  }

  // change takes the chain that the reader makes with the controls.
  async change(chain, chosen = this.chosen) {
    if (this.steps.playing) this.steps.pause();
    const before = this.chosen;
    this.chain = chain; // what is changed next is changed in this one, even before it is shown
    const inPicture = this.picture.element.contains(document.activeElement);
    this.chosen = chosen;
    try {
      await this.ask({ chain });
      if (inPicture) this.focus();
    } catch (error) {
      this.chosen = before;
      this.chain = this.answer.chain;
      this.inspector.wrong(error.message);
    }
  }

  choose(place, byKeyboard) {
    this.chosen = nearest(this.chain, place);
    this.picture.choose(this.chosen);
    this.inspector.show(this.chain, this.chosen);
    if (byKeyboard) this.inspector.focus();
  }

  // inspect chooses a function of a stage.
  inspect(name, stage) {
    if (!this.chosen.startsWith(`${name}/${stage} `)) this.choose(placeOf(name, stage, "callback"));
    return this.inspector;
  }

  // go shows the first so many events.
  go(step) {
    this.step = step < this.answer.steps.length ? Math.max(step, 0) : undefined;
    this.ask({ text: this.answer.text });
  }

  // address puts the chain into the page's address, unless it is the book's.
  address(text) {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      const there = new URLSearchParams(location.hash.slice(1)).get(this.key);
      if (text === this.canonical ? there === null : there === short(text)) return;
      history.replaceState(history.state, "", this.url());
    }, 300); // browsers mind being told at every key
  }

  // url returns the address of the page with this chain.
  url() {
    const { text } = this.answer;
    const url = new URL(location.href);
    url.hash = text === this.canonical ? "" : new URLSearchParams({ [this.key]: short(text) });
    return url.href;
  }

  async copy() {
    const url = new URL(this.url());
    url.hash = new URLSearchParams({ [this.key]: short(this.answer.text) }); // the book's too
    try {
      await navigator.clipboard.writeText(url.href);
      this.link.textContent = "Copied";
    } catch {
      this.link.textContent = "It is in the address bar";
    }
    setTimeout(() => (this.link.textContent = "Copy a link to this chain"), 1600);
  }

  async restore() {
    this.step = undefined;
    this.area.value = this.book;
    await this.read();
    this.area.focus();
  }
}

// short returns a chain without the spaces that put its bars one below the other.
function short(text) {
  return text.replace(/ +\|/g, " |").trimEnd();
}
