// What a run was doing, from one event of its trace to the next: which calls were on the stack, what was
// parked, and what was still to come. Nothing here knows of the page.

const order = { ready: 0, block: 1, wait: 2 };

export class Moments {
  events = []; // of the commands that are followed, in order of time
  steps = []; // those among them that have calls, as {event, place}: place is that in events
  calls = new Map(); // by the number of their stack
  byCommand = new Map();
  sorted = true;

  // backgrounds says of each command whether it runs in the background: those that do not are followed, unless there are none.
  constructor(backgrounds = []) {
    this.backgrounds = backgrounds;
  }

  add(event) {
    if (event.calls) this.calls.set(event.stack, event.calls);
    if (!this.byCommand.has(event.command)) this.byCommand.set(event.command, []);
    this.byCommand.get(event.command).push(event);
    this.sorted = false;
  }

  // commands returns the numbers of those that have told of their calls.
  commands() {
    return [...this.byCommand.keys()].filter((command) => this.byCommand.get(command).some(({ stack }) => stack)).sort((a, b) => a - b);
  }

  // follow shows one command alone.
  follow(command) {
    this.command = command;
    this.sorted = false;
  }

  sort() {
    if (this.sorted) return;
    const all = this.commands();
    const front = all.filter((command) => !this.backgrounds[command]);
    const followed = this.command !== undefined ? [this.command] : front.length ? front : all;
    this.events = followed.flatMap((command) => this.byCommand.get(command)).sort((a, b) => a.at - b.at);
    this.steps = this.events.map((event, place) => ({ event, place })).filter(({ event }) => event.kind !== "settle" && this.framesOf(event).length);
    this.sorted = true;
  }

  framesOf(event) {
    return this.calls.get(event?.stack) ?? [];
  }

  // at returns the number of the last step that is not after a moment, -1 if there is none.
  at(moment) {
    this.sort();
    return this.steps.findLastIndex(({ event }) => event.at <= moment);
  }

  // next returns the number of the step after another, or before it when by is negative; of our own code if own is set.
  // It returns undefined when there is none.
  next(step, by = 1, own = false) {
    this.sort();
    for (let i = step + by; i >= 0 && i < this.steps.length; i += by) {
      if (!own || this.framesOf(this.steps[i].event)[0].ours) return i;
    }
    return undefined;
  }

  // state returns what a step shows: {event, frames, parked, pending}. A moment later than the step counts for what has come due.
  state(step, moment) {
    this.sort();
    const { event, place } = this.steps[step] ?? { place: -1 };
    const now = Math.max(moment ?? 0, event?.at ?? 0);
    const tasks = new Map();
    const called = new Map(); // by task: where it was last called
    const awaited = new Map();
    for (const e of this.events.slice(0, place + 1)) {
      if (e.command !== event.command) continue;
      const [top] = this.framesOf(e);
      if (e.kind in order || e.kind === "run" || e.kind === "end") tasks.set(e.task, e);
      if (top?.file && (e.kind === "call" || (e.kind === "run" && top.ours))) called.set(e.task, top);
      if (e.kind === "pend") awaited.set(e.id, e);
      if (e.kind === "settle") awaited.delete(e.id);
    }
    tasks.delete(event?.task);
    for (const { task, due } of awaited.values()) if (due) tasks.delete(task); // is said once
    const reported = (e) => (this.framesOf(e)[0]?.ours ? this.framesOf(e)[0] : called.get(e.task)); // else a library did
    const waits = [...tasks.values()].filter(({ kind }) => kind in order).map((e) => ({
      task: e.task, kind: e.kind, since: e.at, frame: reported(e),
    }));
    const pends = [...awaited.values()].map((e) => ({
      task: e.note || e.task, kind: e.due ? "due" : "result", since: e.at, due: e.due, late: Boolean(e.due) && e.due <= now,
      frame: this.framesOf(e).find(({ ours }) => ours),
    }));
    return {
      event,
      frames: this.framesOf(event),
      parked: [...waits.filter(({ kind }) => kind !== "ready"), ...pends.filter(({ kind }) => kind === "result")],
      pending: [...waits.filter(({ kind }) => kind === "ready"), ...pends.filter(({ kind }) => kind === "due").sort((a, b) => a.due - b.due)],
    };
  }

  // work returns the moments at which a line was at work: the innermost of ours on the stack, or a call below that.
  work(file, line) {
    this.sort();
    const here = (frame) => frame.file === file && frame.line === line;
    const at = (test) => this.steps.filter(({ event }) => test(this.framesOf(event))).map(({ event }) => event.at);
    const innermost = at((frames) => here(innermostOf(frames)));
    return innermost.length ? innermost : at((frames) => frames.some(here));
  }
}

// innermostOf returns the innermost call of ours, or of all if none is.
export function innermostOf(frames) {
  return frames.find(({ ours }) => ours) ?? frames[0] ?? {};
}

// nameOf returns what to call a function in a sentence: "onDrip" of "client.onDrip", "get.func1" of "get.func1", "wait" of
// "deferred.wait[...]".
export function nameOf({ function: name }) {
  const parts = name.replaceAll("[...]", "").split(".");
  let i = parts.length - 1;
  while (i > 0 && /^(func)?\d+(-range\d+)?$|^gowrap\d+$/.test(parts[i])) i--;
  return parts.slice(i).join(".");
}

// placeOf returns a file and line, or only the file's name when it is spoken.
export function placeOf({ file, line }) {
  return file ? `${file.slice(file.lastIndexOf("/") + 1)}:${line}` : "";
}

// seconds returns a moment in words.
export function seconds(moment) {
  return `${(moment / 1e9).toFixed(2)} s`;
}

// sentence says what a step shows, to those who listen.
export function sentence(moment, frames) {
  const [top, ...below] = frames;
  const at = `at ${(moment / 1e9).toFixed(2)} seconds`;
  if (!top) return `${at}: nothing is on the stack`;
  const file = top.file ? `, ${top.file.slice(top.file.lastIndexOf("/") + 1)} line ${top.line}` : "";
  return `${at}: ${[nameOf(top) + file, ...below.map((frame) => `called by ${nameOf(frame)}`)].join(", ")}`;
}
