// The picture of a chain, with a button over each box, and over each place where a box may be. The
// buttons say in words what the boxes show; a press chooses one.

import { plain } from "../keys.js";
import { button, make } from "../make.js";

export class Picture {
  buttons = new Map(); // by what they are over: "fire", "2 errback"

  // on has chosen(place, byKeyboard), moved(stage, by) and removed(stage).
  constructor(figure, on) {
    this.on = on;
    this.drawing = figure.querySelector("svg");
    this.element = make("div", { class: "picture" });
    this.spots = make("div", { class: "spots", role: "group", "aria-label": "The chain. Arrows go from function to function, Alt and an arrow move a pair, Delete removes it" });
    this.drawing.replaceWith(this.element);
    this.element.append(this.drawing, this.spots);
    this.spots.addEventListener("keydown", plain((event) => this.key(event)));
  }

  // show shows an answer of the engine, with one place chosen.
  show({ svg, chain }, chosen) {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const drawing = document.importNode(parsed, true);
    this.drawing.replaceWith(drawing);
    this.drawing = drawing;
    const focused = [...this.buttons].find(([, button]) => button === document.activeElement)?.[0];
    const places = [{ name: "fire", label: `Fired with the ${chain.fire.do} ${chain.fire.text}`, ...this.fire() }];
    chain.pairs.forEach((pair, i) => {
      if (pair.both) places.push({ name: `${i} callback`, label: `Stage ${i + 1}, for both: ${words(pair.callback)}`, ...this.box(i, "both") });
      else for (const side of ["callback", "errback"]) places.push({ name: `${i} ${side}`, label: `Stage ${i + 1}, ${side}: ${words(pair[side])}`, ...this.box(i, side) });
    });
    const before = this.buttons;
    this.buttons = new Map(places.map((place) => [place.name, before.get(place.name) ?? this.button(place.name)]));
    for (const place of places) this.place(this.buttons.get(place.name), place, chosen);
    const wanted = [...this.buttons.values()];
    if (wanted.length !== this.spots.children.length || wanted.some((button, i) => button !== this.spots.children[i])) {
      this.spots.replaceChildren(...wanted);
      if (focused) (this.buttons.get(focused) ?? this.buttons.get("fire")).focus();
    }
  }

  button(name) {
    return button("", (event) => this.on.chosen(name, event.detail === 0), { class: "spot" });
  }

  place(button, { label, x, y, width, height }, chosen) {
    const view = this.drawing.viewBox.baseVal;
    button.style.left = `${(100 * x) / view.width}%`;
    button.style.top = `${(100 * y) / view.height}%`;
    button.style.width = `${(100 * width) / view.width}%`;
    button.style.height = `${(100 * height) / view.height}%`;
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-pressed", this.buttons.get(chosen) === button);
    button.classList.toggle("fire", this.buttons.get("fire") === button);
    button.classList.toggle("empty", / nothing, it passes$/.test(label));
  }

  // box returns where the box of a function is, in units of the drawing.
  box(stage, side) {
    const [values, errors, width, height, y0, pitch] = ["values", "errors", "width", "height", "y0", "pitch"].map((name) => Number(this.drawing.dataset[name]));
    const x = side === "errback" ? errors : values;
    return { x, y: y0 + stage * pitch, width: side === "both" ? errors + width - values : width, height };
  }

  // fire returns where the picture says what the chain is fired with.
  fire() {
    const { x, width } = this.box(0, "both");
    return { x, y: 19, width, height: 21 };
  }

  // choose marks the place that was chosen.
  choose(chosen) {
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", name === chosen);
  }

  focus(name) {
    this.buttons.get(name)?.focus();
  }

  // key goes from box to box with the arrows, and with Alt takes the pair along.
  key(event) {
    const name = [...this.buttons].find(([, button]) => button === event.target)?.[0];
    const [stage, side] = name === "fire" ? [-1, "callback"] : [Number(name.split(" ")[0]), name.split(" ")[1]];
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const across = { ArrowLeft: "callback", ArrowRight: "errback" }[event.key];
    if (by && event.altKey && stage >= 0) this.on.moved(stage, by);
    else if (event.altKey || event.ctrlKey || event.metaKey) return;
    else if (by) this.focus(stage + by < 0 ? "fire" : this.buttons.has(`${stage + by} ${side}`) ? `${stage + by} ${side}` : `${stage + by} callback`);
    else if (across) this.focus(`${stage} ${across}`);
    else if (event.key === "Delete" && stage >= 0) this.on.removed(stage);
    else return;
    event.preventDefault();
  }
}

function words({ do: what, text }) {
  return what === "pass" ? "nothing, it passes" : `${what} ${text}`;
}
