// A terminal of the text, brought to life: it runs its commands in the page, prints what they
// print, and shows below what they did.

import { button, make } from "../make.js";
import { Run, prepare } from "./run.js";
import { Recording } from "./recording.js";
import { Terminal } from "./terminal.js";
import { Player } from "./player.js";
import { off } from "./guess.js";
import { unpack } from "./link.js";
import { Pin } from "./pins.js";
import { Settings } from "./settings.js";
import { argv } from "./command.js";
import { drawings } from "./drawing.js";
import { speedOf } from "./transport.js";

export { Run };

const most = 0.58; // of the window's height, for a terminal that has run: what it did is drawn below
const least = 0.34; // the same, below an editor
const pause = 5000; // milliseconds between two times that a terminal plays by itself

export class Cell {
  playing = false; // by itself
  module = undefined; // what is run in the place of the book's program, when the reader has changed it
  changed = undefined; // the texts of the files that are different then
  builder = undefined; // what makes that before each run: make() resolves with it, or with nothing when it cannot

  constructor(figure, go) {
    this.figure = figure;
    this.go = go;
    this.word = go.textContent;
    if (figure.dataset.recorded) this.recording = JSON.parse(figure.dataset.recorded);
    this.terminal = new Terminal(figure, (at) => this.player?.goTo(at));
    this.status = make("span", { class: "state", role: "status" });
    this.bar = make("progress", { hidden: true, "aria-label": "The program" });
    this.note = make("span", { class: "told", role: "status" });
    this.back = button("Reset", () => this.reset(), { class: "back", hidden: true, "aria-label": "Reset: show the transcript of the book again" });
    this.amount = make("span", { class: "amount", "aria-hidden": "true" });
    go.before(this.status, this.amount);
    figure.querySelector("figcaption").append(this.back, this.bar, this.note);
    figure.addEventListener("focusin", (event) => event.target.matches(".typed") && this.take());
    this.settings = new Settings(this);
    this.pin = new Pin(() => this.player);
    this.below = make("div", { class: "play-with" }, this.settings.element, this.pin.element);
  }

  // arrive shows the settings that a link has brought.
  arrive(fragment) {
    const { moved } = unpack(fragment) ?? {};
    if (moved?.size && !this.recording) this.settings.arrive(moved);
  }

  // lines returns those of the commands that a run has: first the ones in terminals that are open already.
  lines() {
    return [...(this.recording ? [] : opened(this.figure)), ...this.figure.querySelectorAll(".command")];
  }

  // again runs the commands anew, as fast as it goes, and keeps what is there until there is something new.
  again() {
    this.take();
    if (this.run) this.stop();
    this.quick = true;
    this.start();
  }

  // prepare fetches what a run will need, so that it can begin at once.
  prepare() {
    if (this.recording) return;
    Promise.resolve(prepare(this.program())).catch(() => {}); // Run will say so
  }

  program() {
    return this.module ?? this.figure.dataset.program;
  }

  press() {
    const running = this.run ?? this.building;
    this.take();
    this.quick = false;
    if (this.run) this.stop();
    if (this.building) this.cancel();
    if (running) return;
    if (this.builder) this.build();
    else this.start();
  }

  // build makes the reader's version of the program, and runs it.
  async build() {
    const building = (this.building = {});
    this.tell("");
    this.busy("compiling");
    const module = await this.builder.make().catch(() => undefined);
    if (this.building !== building) return; // cancelled
    this.building = undefined;
    this.idle();
    if (!module) return this.say("not started", "wrong");
    this.module = module;
    this.changed = new Map(this.builder.changes?.());
    this.start();
  }

  cancel() {
    this.building = undefined;
    this.builder.cancel();
    this.idle();
    this.say("stopped");
  }

  // release lets the book's program take its place again.
  release() {
    if (this.building) this.cancel();
    if (this.run && this.module) this.stop();
    this.module = this.builder = this.changed = undefined;
  }

  busy(doing) {
    this.figure.dataset.state = "running";
    this.go.textContent = "Stop";
    this.builder?.running(true);
    this.say(doing);
  }

  idle() {
    delete this.figure.dataset.state;
    this.go.textContent = this.word;
    this.builder?.running(false);
  }

  // take says that the reader has taken over from a terminal that plays by itself.
  take() {
    this.taken = true;
    clearTimeout(this.next);
    if (!this.playing) return;
    this.playing = false;
    this.back.hidden = false;
    if (this.run) this.stop();
  }

  start() {
    const { quick } = this;
    const lines = this.lines();
    this.open = lines.length - this.figure.querySelectorAll(".command").length;
    const commands = lines.map((line) => ({ text: this.settings.text(line), background: Boolean(line.dataset.background) }));
    this.foreground = Math.max(0, commands.findLastIndex((command) => !command.background));
    this.offset = undefined;
    this.former?.close();
    this.former = this.player;
    if (!quick) this.part();
    this.player = undefined;
    this.tell("");
    this.guess = this.figure.guess?.();
    this.terminal.begin(this.playing ? 1 : this.figure.closest(".bench") ? least : most); // what is there stays until the first line comes
    let args;
    try {
      args = this.recording ? [] : argv(commands, this.figure.dataset.chapter);
    } catch (error) {
      this.print(this.foreground, `${error.message}\n`, 0);
      return this.say("not started", "wrong");
    }
    this.busy(this.recording ? "" : "fetching");
    this.book = !this.module && Boolean(this.figure.querySelector(".yours:not([hidden])"));
    const heard = (message) => this.run === run && this.hear(message);
    const run = this.recording ? new Recording(this.recording, heard) : new Run(heard);
    this.run = run;
    this.begun = () => {
      this.fetched();
      this.say(this.recording ? "a recording" : "running");
      if (this.playing) return;
      this.player = new Player(this.figure, {
        titles: commands.map(({ text, background }) => ({ title: title(text), background })),
        tell: (message) => run.tell(message),
        show: (at, seek) => (at === undefined ? this.terminal.unmark() : this.terminal.show(at, seek)),
        fit: () => quick || this.terminal.fit(this.player.canvas.element),
        changed: this.changed,
      });
      if (quick && this.former) this.player.takeOver(this.former);
      this.player.element.after(this.below);
    };
    run.start(this.program(), { argv: args, speed: this.playing ? Number(this.figure.dataset.plays) : quick ? Infinity : speedOf() });
  }

  // part takes the picture of the run before away.
  part() {
    this.former?.close();
    this.former = undefined;
  }

  // fetching says how much of the program has come.
  fetching({ done, total }) {
    if (this.playing) return;
    this.bar.hidden = false;
    if (total) Object.assign(this.bar, { max: total, value: done });
    else this.bar.removeAttribute("value");
    this.amount.textContent = `${bytes(done)}${total ? ` of ${bytes(total)}` : ""} MB`;
  }

  fetched() {
    this.bar.hidden = true;
    this.amount.textContent = "";
  }

  hear(message) {
    const { out, events, clock } = message;
    if (message.fetching) return this.fetching(message.fetching);
    if (message.begun) return this.begun();
    if (this.player) drawings((state) => this.player?.fetching(state)).catch(() => this.player?.lost()); // not earlier, for the first line should come first
    for (const event of events ?? []) {
      this.offset ??= event.now - event.at;
      if (event.event === "trace") this.player?.add(event);
    }
    for (const { command, text, at } of out ?? []) {
      if (this.playing && this.terminal.lines >= this.enough) return this.stop();
      this.print(command, text, at - (this.offset ?? 0));
    }
    for (const { event, command, status, now } of events ?? []) {
      if (event === "end" && status && command !== this.foreground) { // what go run says of it
        this.print(command, `exit status ${status}\n`, now - this.offset);
      }
    }
    if (out) this.player?.tick(clock && { ...clock, now: clock.now - (this.offset ?? 0), next: clock.next - (this.offset ?? 0) });
    else this.end(message);
  }

  // print writes what a command printed, unless that runs in a terminal of an earlier transcript.
  print(command, text, at) {
    this.terminal.print(command - this.open, text, at);
    this.back.hidden = this.playing;
  }

  end({ status, at, over, failed }) {
    const now = Math.max(0, (at ?? this.player?.latest() ?? 0) - (at === undefined ? 0 : this.offset ?? 0));
    if (failed) {
      this.say("not started", "wrong");
      this.tell(this.lost(failed));
    } else if (over) {
      this.print(this.foreground, "\n… and so on: the page shows a megabyte, and has stopped the program.\n", now);
      this.say("stopped: too much output", "wrong");
    } else if (this.recording) {
      this.say(`a recording, of ${(now / 1e9).toFixed(2)} s`);
    } else if (status) {
      this.print(this.foreground, `exit status ${status}\n`, now);
      this.say(`status ${status}${after(now)}`, "wrong");
    } else {
      this.say(`status 0${after(now)}`);
    }
    if (!failed) this.terminal.finish();
    if (!failed) this.back.hidden = this.playing;
    if (typeof this.guess === "number" && !failed && !over) this.tell(off(this.guess, now / 1e9));
    if (this.book && !failed) this.tell("This ran the book’s program. “Run yours” runs the one that you have changed.");
    this.over(now);
  }

  // lost says why the program is not there, and that what stands in the terminal has not come from it.
  lost(failed) {
    const why = navigator.onLine ? `the program could not be fetched (${failed})` : "you are offline, and the program is not kept in this browser yet";
    return `Not run: ${why}. ${this.terminal.ran ? "What you see is the last run." : "What you see is what the book’s run has printed."}`;
  }

  stop() {
    this.run.stop();
    this.say("stopped");
    this.over(this.player?.latest() ?? 0);
  }

  // over is what the end of every run has in common.
  over(now) {
    this.run = undefined;
    this.fetched();
    this.idle();
    this.terminal.settle();
    this.player?.end(now);
    if (!this.playing && !this.recording) this.settings.ended();
    this.pin.element.hidden = !this.player?.times.length || this.playing;
    this.part();
    if (this.playing) this.next = setTimeout(() => this.play(), pause);
  }

  reset() {
    if (this.run) this.stop();
    this.player?.close();
    this.player = undefined;
    this.below.remove();
    this.settings.moved.clear();
    this.settings.shape = undefined;
    this.terminal.restore();
    this.say("");
    this.tell("");
    this.back.hidden = true;
    this.go.focus();
  }

  say(text, kind) {
    if (this.playing) text = ""; // nobody has asked
    this.status.textContent = text;
    if (text.startsWith("status")) { // for the rest a narrow screen has no room
      this.status.prepend(make("span", { class: "aside" }, "ended with "));
    }
    this.status.dataset.kind = kind ?? "";
  }

  // tell says below the buttons what has no room between them.
  tell(text) {
    this.note.textContent = text;
  }

  // play runs the commands again and again, with a rest in between, and each time as far as the
  // text of the book goes, until somebody calls rest, or takes over.
  play() {
    if (this.taken) return;
    this.playing = true;
    this.enough = this.terminal.enough();
    this.start();
  }

  rest() {
    clearTimeout(this.next);
    if (!this.playing) return;
    if (this.run) this.stop();
    clearTimeout(this.next);
    this.playing = false;
    this.terminal.restore();
    this.back.hidden = true;
  }
}

// opened returns the commands in terminals that an earlier transcript opened and this one goes on with.
function opened(figure) {
  const before = [...document.querySelectorAll(".command[data-terminal]")]
    .filter((command) => command.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING);
  const names = (figure.dataset.with ?? "").split(" ");
  return names.map((name) => before.findLast((command) => command.dataset.terminal === name)).filter(Boolean);
}

function bytes(n) {
  return (n / 1e6).toFixed(1);
}

// after says how long a run took, when it took any time.
function after(nanoseconds) {
  return nanoseconds < 5e6 ? "" : `, ${(nanoseconds / 1e9).toFixed(2)} s`;
}

// title returns what stands above the lanes of a command: as much of it as is short.
function title(text) {
  const words = text.replace(/^go run \S+\s*/, "").split(" ");
  let short = words.shift();
  while (words.length && short.length + words[0].length < 30) short += ` ${words.shift()}`;
  return short + (words.length ? " …" : "");
}
