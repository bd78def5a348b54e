// The controls for the firing: how many of its events the picture shows, and in words what the last
// of them is.

import { button, make } from "../make.js";

const pace = 900; // milliseconds for an event, which is time to read its sentence

export class Steps {
  at = 0;
  sentences = [];

  // go is called with how many events are to be shown.
  constructor(go) {
    this.go = go;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.play = button("Fire", () => this.toggle(), { class: "play" });
    this.back = button("Back", () => this.move(-1), { class: "step" });
    this.step = button("Step", () => this.move(1), { class: "step" });
    const slid = () => {
      const to = Number(this.slider.value);
      this.pause();
      this.go(to);
    };
    this.slider = make("input", { type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": "Step of the firing", input: slid });
    this.count = make("span", { class: "moment", "aria-hidden": "true" });
    this.controls = make("div", { class: "transport" }, this.play, this.back, this.step, this.slider, this.count);
    this.sentence = make("p", { class: "sentence", role: "status" });
  }

  // show shows a moment of a firing that has these sentences, and says the last one.
  show(at, sentences) {
    this.at = at;
    this.sentences = sentences;
    this.slider.max = sentences.length;
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", `${at} of ${sentences.length}`);
    this.count.textContent = `${at} of ${sentences.length}`;
    const says = at ? sentences[at - 1] : "It has not fired yet.";
    if (this.sentence.textContent !== says) this.sentence.textContent = says;
    this.back.disabled = Boolean(this.playing) || at === 0;
    this.step.disabled = Boolean(this.playing) || at === sentences.length;
    const again = this.still ? "Rewind" : "Fire again";
    this.play.textContent = this.playing ? "Pause" : at === sentences.length ? again : "Fire";
    this.play.dataset.playing = this.playing ? "yes" : "";
  }

  move(by) {
    this.pause();
    const to = this.at + by;
    const button = by > 0 ? this.step : this.back;
    const other = by > 0 ? this.back : this.step;
    this.go(to);
    if ((to === 0 || to === this.sentences.length) && document.activeElement === button) {
      other.disabled = false;
      other.focus(); // the one that was pressed is about to become of no use
    }
  }

  // toggle fires the chain as one would tell it, a step at a time. Readers who would rather have
  // things still are taken to the end, and back.
  toggle() {
    const end = this.at === this.sentences.length;
    if (this.playing) return this.pause();
    if (this.still) return this.go(end ? 0 : this.sentences.length);
    this.playing = setInterval(() => {
      const to = this.at + 1;
      this.go(to);
      if (to >= this.sentences.length) this.pause();
    }, pace);
    this.go(end ? 0 : this.at + 1);
  }

  pause() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.show(this.at, this.sentences);
  }
}
