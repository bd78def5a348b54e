// The picture of a chain, with a button over each box, and over each place where a box may be. The
// buttons say in words what the boxes show; a press chooses one.

import { plain } from "../keys.js";
import { button, make } from "../make.js";
import { fireOf, parse, placeOf } from "./places.js";

export class Picture {
  buttons = new Map(); // by the place that they are over

  // on has chosen(place, byKeyboard), moved(name, stage, by) and removed(name, stage), with the name of a
  // chain.
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
    const boxes = new Map(drawing.dataset.places.split(",").map((text) => {
      const [place, ...numbers] = text.split(" ");
      return [place, numbers.map(Number)];
    }));
    const places = [chain, ...chain.inner].flatMap((one) => this.places(one, boxes));
    const before = this.buttons;
    this.buttons = new Map(places.map((place) => [place.name, before.get(place.name) ?? this.button(place.name)]));
    for (const place of places) this.place(this.buttons.get(place.name), place, chosen);
    const wanted = [...this.buttons.values()];
    if (wanted.length !== this.spots.children.length || wanted.some((button, i) => button !== this.spots.children[i])) {
      this.spots.replaceChildren(...wanted);
      if (focused) (this.buttons.get(focused) ?? this.buttons.get(fireOf(""))).focus();
    }
  }

  // places returns the places of one chain: what is there, and where.
  places({ name, fire, pairs }, boxes) {
    const whose = name && `${name}, `;
    const begin = (text) => (name ? whose + text.toLowerCase() : text);
    const [x, width, y] = boxes.get(`${name}/fire`);
    const places = [{ name: fireOf(name), label: `${begin("Fired")} with the ${fire.do} ${fire.text}`, x, y, width, height: 21 }];
    pairs.forEach((pair, i) => {
      const [values, errors, width, y] = boxes.get(`${name}/${i}`);
      const stage = `${begin("Stage")} ${i + 1}`;
      const height = 30;
      if (pair.both) places.push({ name: placeOf(name, i, "callback"), label: `${stage}, for both: ${words(pair.callback)}`, x: values, y, width: errors + width - values, height });
      else for (const side of ["callback", "errback"]) places.push({ name: placeOf(name, i, side), label: `${stage}, ${side}: ${words(pair[side])}`, x: side === "errback" ? errors : values, y, width, height });
    });
    return places;
  }

  button(name) {
    return button("", (event) => this.on.chosen(name, event.detail === 0), { class: "spot" });
  }

  place(button, { name: place, label, x, y, width, height }, chosen) {
    const view = this.drawing.viewBox.baseVal;
    button.style.left = `${(100 * x) / view.width}%`;
    button.style.top = `${(100 * y) / view.height}%`;
    button.style.width = `${(100 * width) / view.width}%`;
    button.style.height = `${(100 * height) / view.height}%`;
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-pressed", this.buttons.get(chosen) === button);
    button.classList.toggle("fire", place.endsWith("/fire"));
    button.classList.toggle("empty", / nothing, it passes$/.test(label));
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
    const place = [...this.buttons].find(([, button]) => button === event.target)?.[0];
    const { name, stage, side } = parse(place);
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const across = { ArrowLeft: "callback", ArrowRight: "errback" }[event.key];
    if (by && event.altKey && stage >= 0) this.on.moved(name, stage, by);
    else if (event.altKey || event.ctrlKey || event.metaKey) return;
    else if (by) this.focus(stage + by < 0 ? fireOf(name) : this.buttons.has(placeOf(name, stage + by, side)) ? placeOf(name, stage + by, side) : placeOf(name, stage + by, "callback"));
    else if (across) this.focus(placeOf(name, stage, across));
    else if (event.key === "Delete" && stage >= 0) this.on.removed(name, stage);
    else return;
    event.preventDefault();
  }
}

function words({ do: what, text }) {
  return what === "pass" ? "nothing, it passes" : `${what} ${text}`;
}
