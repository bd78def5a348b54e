// The drawing of a player, and the cursor over it, which marks a moment and fades what comes after.

import { make } from "../make.js";
import { draw } from "./drawing.js";

const names = "http://www.w3.org/2000/svg";

let number = 0;

export class Canvas {
  id = `player-${++number}`;

  // chosen is called with the moment at which the reader points.
  constructor(chosen) {
    this.element = make("div", { class: "drawing" });
    const point = (event) => {
      const at = this.moment(event);
      if (at !== undefined) chosen(at);
    };
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button || !this.svg) return;
      this.element.setPointerCapture(event.pointerId);
      point(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) point(event);
    });
  }

  async draw(timeline) {
    const text = await draw({ id: this.id, ...timeline });
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    this.svg = document.importNode(parsed, true);
    this.scale = Object.fromEntries(["x0", "x1", "t1", "y0", "y1"].map((name) => [name, Number(this.svg.dataset[name])]));
    const { y0, y1 } = this.scale;
    this.future = shape("rect", { class: "future", y: y0, height: y1 - y0 - 1 });
    this.line = shape("path", { class: "cursor", d: `M0 ${y0}V${y1 + 4}` });
    this.work = shape("path", { class: "work" });
    this.svg.append(this.work, this.future, ...this.svg.querySelectorAll("text"), this.line); // words do not fade
    this.element.replaceChildren(this.svg);
    this.mark(this.marked ?? []);
  }

  // mark shows moments at which something was at work.
  mark(times) {
    this.marked = times;
    if (!this.svg) return;
    const { x0, x1, t1, y0, y1 } = this.scale;
    const places = new Set(times.map((at) => (x0 + Math.min(1, at / t1) * (x1 - x0)).toFixed(1)));
    this.work.setAttribute("d", [...places].map((x) => `M${x} ${y0}V${y1}`).join(""));
  }

  // cursor marks a moment.
  cursor(at) {
    if (!this.svg) return;
    const { x0, x1, t1 } = this.scale;
    const x = x0 + Math.min(1, Math.max(0, at / t1)) * (x1 - x0);
    this.line.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    this.future.setAttribute("x", x.toFixed(1));
    this.future.setAttribute("width", Math.max(0, x1 - x + 3).toFixed(1));
  }

  // moment returns which moment lies under a pointer.
  moment(event) {
    if (!this.svg) return undefined;
    const { x0, x1, t1 } = this.scale;
    const box = this.svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.svg.viewBox.baseVal.width;
    return ((x - x0) / (x1 - x0)) * t1;
  }
}

function shape(name, attributes) {
  const made = document.createElementNS(names, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
