// The controls of a player: pause, a step back or on, the moment that is shown, and the speed.

import { plain } from "../keys.js";
import { button, make } from "../make.js";

const speeds = [[1, "×1"], [4, "×4"], [16, "×16"], [Infinity, "max"]];
const spoken = { "×1": "as the clock goes", "×4": "four times as fast", "×16": "sixteen times as fast", max: "as fast as it goes" };

let number = 0;
let speed = 1; // as the reader chose it last, on this page

// speedOf returns how fast the next run will go.
export function speedOf() {
  return speed;
}

export class Transport {
  // on has a function for each thing that the reader can do: play, step, over, go(at), skip(by, own),
  // speed(factor).
  constructor(on) {
    this.play = button("Pause", on.play, { class: "play" });
    this.back = button("Back", () => on.skip(-1), { class: "step" });
    this.step = button("Step", on.step, { class: "step" });
    this.over = button("Step over", on.over, { class: "step", hidden: true, title: "On to the next event of our own code (Shift and an arrow)" });
    this.slider = make("input", {
      type: "range", min: 0, max: 1, step: "any", value: 0, "aria-label": "Moment of the run",
      input: () => on.go(Number(this.slider.value)),
      keydown: plain((event) => {
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        on.skip(by, event.shiftKey);
      }),
    });
    this.moment = make("span", { class: "moment", "aria-hidden": "true" });
    const name = `speed-${++number}`;
    const choice = make("span", { class: "speeds", role: "radiogroup", "aria-label": "Speed" },
      ...speeds.map(([factor, text]) => {
        const change = () => {
          speed = factor;
          on.speed(factor);
        };
        const input = make("input", { type: "radio", name, class: "unseen", checked: factor === speed, "aria-label": spoken[text], change });
        return make("label", {}, input, make("span", {}, text));
      }));
    this.speed = speed;
    this.element = make("div", { class: "transport" }, this.play, this.back, this.step, this.over, this.slider, this.moment, choice);
  }

  // at shows a moment, of a run that has come as far as end.
  at(now, end) {
    if (now <= 0 && document.activeElement === this.back) this.step.focus(); // the one that was pressed is of no more use
    this.back.disabled = this.going || now <= 0;
    this.slider.max = Math.max(end, 1);
    this.slider.value = now;
    const text = `${(now / 1e9).toFixed(2)} s`;
    if (text === this.moment.textContent) return;
    this.moment.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
  }

  // playing says what the button does next.
  playing(yes) {
    this.play.textContent = yes ? "Pause" : "Play";
    this.play.dataset.playing = yes ? "yes" : "";
    this.going = yes;
    this.step.disabled = this.over.disabled = this.back.disabled = yes;
  }

  // steps says whether the run tells of its calls, so that ours can be told from a library's.
  steps(known) {
    this.over.hidden = !known;
  }
}
