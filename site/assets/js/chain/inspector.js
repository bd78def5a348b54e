// The controls for what was chosen in the picture: what the function does, and where its pair is in
// the chain. They change a copy of the chain, and hand it on.

import { plain } from "../keys.js";
import { button, make } from "../make.js";
import { fireOf, named, parse, placeOf } from "./places.js";

const does = [
  ["pass", "is not there"],
  ["return", "returns"],
  ["fail", "fails with"],
  ["panic", "panics with"],
  ["later return", "later returns"],
  ["later fail", "later fails with"],
  ["ask", "asks"],
];
const fires = [["value", "the value"], ["error", "the error"]];
const nothing = { do: "pass", text: "" };

let number = 0;

export class Inspector {
  // changed(chain, chosen) is called with a new chain, and what is chosen in it; left() when the
  // reader wants to go back to the picture.
  constructor({ changed, left }) {
    this.changed = changed;
    const id = `chain-does-${++number}`;
    this.which = make("label", { for: id, class: "which" });
    this.select = make("select", { id, change: () => this.act() });
    this.text = make("input", { type: "text", spellcheck: "false", autocapitalize: "off", autocorrect: "off", autocomplete: "off", maxlength: 80, "aria-label": "Text", input: () => this.act() });
    this.error = make("p", { class: "wrong", role: "alert" });
    this.both = make("input", { type: "checkbox", change: () => this.join() });
    this.bothLabel = make("label", { class: "both" }, this.both, "one function for both lanes");
    this.up = button("Move up", () => this.move(-1));
    this.down = button("Move down", () => this.move(1));
    this.remove = button("Remove the pair", () => this.removed());
    this.add = button("Add a pair below", () => this.added());
    this.element = make("div", { class: "inspector", role: "group", "aria-label": "What was chosen in the picture" },
      make("div", { class: "does" }, this.which, this.select, this.text), this.error,
      make("div", { class: "pair" }, this.bothLabel, this.up, this.down, this.add, this.remove));
    this.element.addEventListener("keydown", plain((event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      left();
    }));
  }

  // show shows what there is to say of one place of a chain.
  show(chain, chosen) {
    this.chain = chain;
    this.chosen = chosen;
    const { name, fire, stage, side, owner, pair, action } = this.place();
    const whose = name && `${name}: `;
    this.which.textContent = whose + (fire ? "Fired with" : `Stage ${stage + 1}: ${pair.both ? "the function" : `the ${side}`}`);
    const options = fire ? fires : does;
    if (this.select.children.length !== options.length) {
      this.select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
    }
    this.select.value = action.do;
    if (document.activeElement !== this.text || this.text.value.trim() !== action.text) this.text.value = action.text;
    this.text.hidden = action.do === "pass";
    for (const element of [this.bothLabel, this.up, this.down, this.remove]) element.hidden = fire;
    this.add.textContent = fire ? "Add a pair at the top" : "Add a pair below";
    if (!fire) {
      this.both.checked = pair.both;
      this.both.disabled = pair.callback.do === "pass" && pair.errback.do === "pass";
      this.up.disabled = stage === 0;
      this.down.disabled = stage === owner.pairs.length - 1;
    }
    this.wrong("");
  }

  wrong(text) {
    if (this.error.textContent !== text) this.error.textContent = text;
    this.text.setAttribute("aria-invalid", text !== "");
  }

  // place returns what is chosen, in chain: owner is the one, outer or inner, that it belongs to.
  place(chain = this.chain) {
    const place = parse(this.chosen);
    const owner = named(chain, place.name);
    if (place.fire) return { ...place, owner, action: owner.fire };
    const pair = owner.pairs[place.stage];
    return { ...place, owner, pair, action: pair[place.side] };
  }

  // change calls edit with a copy of the chain, which it may change, and hands that on.
  change(edit, chosen = this.chosen) {
    const chain = structuredClone(this.chain);
    edit(chain, this.place(chain));
    this.chain = chain;
    this.chosen = chosen;
    this.changed(chain, chosen);
  }

  // act makes the function do what the controls say.
  act() {
    this.change((chain, { stage, owner, pair, action }) => {
      const before = { ...action };
      action.do = this.select.value;
      action.text = action.do === "pass" ? "" : this.text.value;
      if (action.do === "ask") this.ask(chain, action, before);
      else if (before.do === "ask") action.text = ""; // a name is no text
      if (action.do !== "pass" && !action.text && (this.text.hidden || before.do === "ask")) action.text = action.do.endsWith("return") ? "%v" : "no ink";
      if (pair?.both && action.do === "pass") owner.pairs[stage] = { callback: nothing, errback: nothing, both: false };
    });
  }

  // ask gives a function that asks a chain to ask for, or the chain its new name.
  ask(chain, action, before) {
    if (before.do === "ask") {
      const inner = named(chain, before.text);
      if (inner && action.text.trim()) inner.name = action.text.trim();
      return;
    }
    let name = "another";
    for (let n = 2; named(chain, name); n++) name = `another-${n}`;
    action.text = name;
    chain.inner.push({ name, fire: { do: "value", text: "%v" }, pairs: [], inner: [] });
  }

  // join makes one function of the two of a pair, or leaves the callback alone.
  join() {
    const { name, stage } = this.place();
    this.change((chain, { pair }) => {
      pair.both = this.both.checked;
      if (pair.both && pair.callback.do === "pass") pair.callback = pair.errback;
      pair.errback = nothing;
    }, placeOf(name, stage, "callback"));
  }

  move(by) {
    const { name, stage, side, owner, pair } = this.place();
    if (!owner.pairs[stage + by]) return;
    this.change((chain, { owner }) => owner.pairs.splice(stage + by, 0, ...owner.pairs.splice(stage, 1)), placeOf(name, stage + by, pair.both ? "callback" : side));
  }

  added() {
    const { name, stage } = this.place();
    this.change((chain, { owner }) => owner.pairs.splice(stage + 1, 0, { callback: { do: "return", text: "%v" }, errback: nothing, both: false }), placeOf(name, stage + 1, "callback"));
  }

  removed() {
    const { name, stage, side, owner } = this.place();
    const left = owner.pairs.length - 1;
    this.change((chain, { owner }) => owner.pairs.splice(stage, 1), left ? placeOf(name, Math.min(stage, left - 1), side) : fireOf(name));
  }

  focus() {
    this.select.focus();
  }
}
