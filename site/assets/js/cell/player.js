// The picture of a run, below its terminal, drawn while it happens: a lane for each task. When the
// run is over, or paused, the reader moves about in it, and terminal and picture follow.

import { make } from "../make.js";
import { Canvas } from "./canvas.js";
import { Moments } from "./moments.js";
import { panels } from "./panels.js";
import { Stack } from "./stack.js";
import { beside } from "./pins.js";
import { Transport } from "./transport.js";

const pace = 110; // milliseconds between two drawings
const near = 1e5; // nanoseconds: what is closer than this is one moment, in a run that does not tell of its calls
const outside = new Set(["call", "pend", "settle"]); // events that are in no lane

export class Player {
  events = []; // of the traces, by command
  times = []; // when something happened, in order
  now = 0; // nanoseconds: how far the run has come
  at = 0; // the moment that is shown
  live = true; // the moment that is shown is now
  over = false;
  step = -1; // of the moments, that is shown

  // titles are those of the commands; tell talks to the run; show lets the terminal show a moment,
  // or, without one, everything; fit makes room for a picture that has grown; changed has the files that the reader has changed.
  constructor(figure, { titles, tell, show, fit, changed }) {
    this.fit = fit;
    this.titles = titles;
    this.tell = tell;
    this.show = show;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.transport = new Transport({
      play: () => this.toggle(),
      step: () => this.forward(),
      over: () => this.skip(1, true),
      go: (at) => this.goTo(at),
      skip: (by, own) => this.skip(by, own),
      speed: (factor) => this.setSpeed(factor),
    });
    this.speed = this.transport.speed;
    this.canvas = new Canvas((at) => this.goTo(at));
    this.moments = new Moments(titles.map(({ background }) => background));
    this.stack = new Stack(this.moments, {
      titles, changed,
      marks: (times) => this.canvas.mark(times),
      again: () => this.goTo(this.at),
    });
    this.element = make("section", { class: "player", "aria-label": "What this run did" }, this.transport.element, this.canvas.element, this.stack.element);
    this.element.hidden = true;
    figure.after(this.element);
    // A program that is over at once, and has nothing to show, needs none of this.
    this.reveal = setTimeout(() => (this.element.hidden = false), 400);
    this.transport.playing(true);
    this.frame = requestAnimationFrame(() => this.animate());
  }

  close() {
    this.closed = true;
    clearTimeout(this.reveal);
    clearTimeout(this.later);
    cancelAnimationFrame(this.frame);
    this.stack.close();
    this.element.remove();
  }

  // takeOver shows the picture of the run before until there is one of this run.
  takeOver(former) {
    this.element.hidden = false;
    this.height = former.height;
    this.canvas.element.replaceChildren(...former.canvas.element.childNodes);
    former.close();
  }

  // fetching says how much has come of what draws.
  fetching({ done, total }) {
    if (this.wait === false) return;
    this.wait ??= make("p", { class: "wait" }, make("span", {}), make("progress", { "aria-label": "What draws the picture" }));
    const [text, bar] = this.wait.children;
    text.textContent = `The picture comes with the first run: ${(done / 1e6).toFixed(1)}${total ? ` of ${(total / 1e6).toFixed(1)}` : ""} MB`;
    if (total) Object.assign(bar, { max: total, value: done });
    if (!this.wait.isConnected) this.element.append(this.wait);
  }

  // lost says that there is nothing that draws.
  lost() {
    this.fetching({ done: 0, total: 0 });
    if (this.wait) this.wait.textContent = "What draws the picture could not be fetched.";
  }

  // add takes an event of a trace.
  add(event) {
    this.element.hidden = false;
    this.moments.add(event);
    if (outside.has(event.kind)) return;
    (this.events[event.command] ??= []).push(event);
    this.times.push(event.at);
    this.changed = true;
  }

  // tick says what the program's clock does: it stands at now and will be at next, at its speed.
  tick(clock) {
    if (clock) this.clock = { ...clock, real: performance.now() };
    if (clock && this.stepping) {
      this.stepping = false;
      const step = this.moments.next(this.step);
      this.place(step === undefined ? this.latest() : this.moments.steps[step].event.at, true, step);
    }
    this.redraw();
  }

  // latest returns how far the run has come by now.
  latest() {
    if (this.over || !this.clock) return this.now;
    const { now, next, speed, real } = this.clock;
    const passed = speed && speed !== Infinity ? (performance.now() - real) * speed * 1e6 : 0;
    this.now = Math.max(this.now, Math.min(now + passed, Math.max(now, next)));
    return this.now;
  }

  // animate moves the cursor with time: of the run, or of its repetition.
  animate() {
    if (this.closed) return;
    const real = performance.now();
    if (this.over && this.repeating) {
      const speed = this.speed === Infinity ? 64 : this.speed;
      const to = this.at + (real - this.before) * 1e6 * speed;
      this.place(Math.min(to, this.now));
      if (to >= this.now) this.finish();
    } else if (!this.over && this.live && !this.still) {
      this.at = this.latest();
      this.transport.at(this.at, this.at);
      this.canvas.cursor(this.at);
      this.follow(real);
      this.redraw();
    }
    this.before = real;
    if (!this.over || this.repeating) this.frame = requestAnimationFrame(() => this.animate());
  }

  // follow shows the calls of the moment now and then: more often nobody could read them.
  follow(real) {
    if (real - (this.shown ?? 0) < pace) return;
    this.shown = real;
    this.step = this.moments.at(this.at);
    this.stack.show(this.step, this.at);
  }

  // redraw draws what has happened so far, unless that was done a moment ago.
  redraw() {
    if (this.later || this.closed || (this.still && this.live && !this.over)) return;
    this.later = setTimeout(async () => {
      const finished = this.over;
      this.changed = false;
      if (this.times.length) await this.paint();
      this.canvas.cursor(this.over && this.at >= this.now ? Infinity : this.at); // a pinned run may go on
      this.later = undefined;
      if (this.over && !finished) this.redraw();
      else if (this.changed) this.redraw();
    }, this.over ? 0 : pace);
  }

  async paint() {
    try {
      await this.canvas.draw(this.timeline());
    } catch {
      return;
    }
    this.wait?.remove?.();
    this.wait = false;
    const height = this.element.offsetHeight;
    if (height > (this.height ?? 0) && !this.closed) this.fit();
    this.height = Math.max(height, this.height ?? 0);
  }

  timeline() {
    return {
      title: "What this run did",
      desc: this.titles.map(({ title }) => title).join("; "),
      now: Math.round(this.latest()),
      over: this.over,
      panels: beside(this, panels(this.events, this.titles)),
    };
  }

  // end says that the run is over.
  end(now) {
    this.now = Math.max(now, this.times.length ? Math.max(...this.times.slice(-200)) : 0);
    this.over = true;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.reveal);
    clearTimeout(this.later);
    this.later = undefined;
    this.times.sort((a, b) => a - b);
    if (this.now < 1e6 && !this.times.length && this.moments.at(this.now) < 0) return this.close();
    if (!this.times.length) {
      this.wait?.remove?.(); // there is no picture
      this.wait = false;
    }
    this.live = true;
    this.at = this.now;
    this.transport.playing(false);
    this.transport.at(this.now, this.now);
    this.show(undefined);
    this.step = this.moments.at(this.at);
    this.stack.show(this.step, this.at);
    this.transport.steps(this.moments.steps.length > 0);
    this.redraw();
  }

  // place shows a moment, and if the reader seeks it, where the terminal was then. Of several events at that moment it shows the
  // last, or the one that is given.
  place(at, seek, step) {
    this.at = at;
    this.step = step ?? this.moments.at(at);
    this.stack.show(this.step, at, seek);
    this.transport.at(at, this.latest());
    this.canvas.cursor(at);
    this.show(at, seek);
  }

  // goTo shows a moment that the reader chose. A run that goes on is paused for it.
  goTo(at, step) {
    this.pause();
    this.place(Math.max(0, Math.min(at, this.latest())), true, step);
    if (this.still) this.redraw();
  }

  pause() {
    if (!this.over && this.live) {
      this.tell({ paused: true });
      this.live = false;
    }
    this.repeating = false;
    this.transport.playing(false);
    this.transport.steps(this.moments.steps.length > 0);
  }

  toggle() {
    if (this.repeating || (!this.over && this.live)) {
      this.pause();
      this.at = Math.min(this.at, this.now);
      return this.redraw();
    }
    this.transport.playing(true);
    if (!this.over) {
      this.live = true;
      this.show(undefined);
      return this.tell({ paused: false });
    }
    if (this.at >= this.now) this.place(0);
    this.repeating = true;
    this.before = performance.now();
    this.frame = requestAnimationFrame(() => this.animate());
  }

  finish() {
    this.repeating = false;
    this.transport.playing(false);
    this.show(undefined);
  }

  // forward goes on to the next moment at which something happens.
  forward() {
    if (this.over || this.at < this.now) return this.skip(1);
    this.stepping = true;
    this.tell({ step: true });
  }

  // skip goes to the next event, or the one before; of our own code, if own is set.
  skip(by, own) {
    this.pause();
    if (this.moments.steps.length) {
      const here = this.moments.steps[this.step];
      const before = by < 0 && here?.event.at < this.at - near; // the last event is itself before the moment
      const step = this.moments.next(before ? this.step + 1 : this.step, by, own);
      return this.goTo(this.moments.steps[step]?.event.at ?? (by > 0 ? this.now : 0), step);
    }
    const next = by > 0 ? this.times.find((t) => t > this.at + near) : this.times.findLast((t) => t < this.at - near);
    this.goTo(next ?? (by > 0 ? this.now : 0));
  }

  setSpeed(factor) {
    this.speed = factor;
    if (!this.over) this.tell({ speed: factor });
  }
}
