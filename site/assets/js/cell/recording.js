// A run that was recorded, played as one that happens now: it hears and says what js/cell/run.js does.

const moment = 1e6; // nanoseconds that a turn is drawn for

export class Recording {
  next = 0; // of the steps
  now = 0; // nanoseconds

  // recording is {lines, took}; heard is as that of a Run.
  constructor(recording, heard) {
    this.heard = heard;
    this.took = recording.took;
    this.steps = steps(recording);
  }

  start(_, { speed }) {
    this.speed = speed;
    this.heard({ begun: true });
    this.deliver(opening(this.steps));
    this.arm();
  }

  tell({ paused, speed, step }) {
    this.part();
    if (paused !== undefined) this.paused = paused;
    if (speed !== undefined) this.speed = speed;
    if (step && this.paused) return this.fire();
    this.arm();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timeout);
  }

  // part moves the clock as far as time has passed since it was last armed.
  part() {
    if (this.real === undefined || this.speed === Infinity) return;
    const passed = (performance.now() - this.real) * 1e6 * this.speed;
    this.now = Math.max(this.now, Math.min(this.now + passed, this.due()));
    this.real = undefined;
  }

  due() {
    return this.steps[this.next]?.at ?? this.took;
  }

  arm() {
    clearTimeout(this.timeout);
    if (this.stopped) return;
    if (this.paused) {
      this.real = undefined;
      return this.deliver([], { now: this.now, next: this.now, speed: 0 });
    }
    this.real = performance.now();
    this.deliver([], { now: this.now, next: this.due(), speed: this.speed });
    this.timeout = setTimeout(() => this.fire(), Math.max(0, this.due() - this.now) / 1e6 / this.speed);
  }

  // fire moves to the next line, and says what happened there.
  fire() {
    if (this.stopped) return;
    this.now = this.due();
    this.real = undefined;
    if (this.next >= this.steps.length) {
      this.stop();
      return this.heard({ status: 0, at: this.took });
    }
    const from = this.next;
    while (this.steps[this.next]?.at <= this.now) this.next++;
    const passed = this.steps.slice(from, this.next);
    this.deliver(passed.flatMap(({ events }) => events), undefined, passed);
    this.arm();
  }

  deliver(events, clock, lines = []) {
    clock ??= { now: this.now, next: this.due(), speed: this.paused ? 0 : this.speed };
    this.heard({
      out: lines.map(({ command, at, text }) => ({ command, at, text: `${text}\n` })),
      events: events.map((event) => ({ event: "trace", bytes: 0, note: "", now: event.at, ...event })),
      clock,
    });
  }
}

// steps returns the lines, each with what it says about a task: "poem 1: 10 bytes from …" is a piece for
// poem 1, and "poem 1: complete" its end.
function steps({ lines }) {
  return lines.map((line) => {
    const [, task, bytes] = line.text.match(/^([a-z]+ \d+): (?:(\d+) bytes\b)?/) ?? [];
    const of = { command: line.command, task };
    let events = [];
    if (task && bytes) {
      events = [{ ...of, at: line.at, kind: "run" }, { ...of, at: line.at, kind: "receive", bytes: Number(bytes) }, { ...of, at: line.at + moment, kind: "wait" }];
    } else if (task) {
      events = [{ ...of, at: line.at, kind: "run" }, { ...of, at: line.at + moment, kind: "end" }];
    }
    return { ...line, events };
  });
}

// opening returns the events with which the tasks begin: all of them wait, in the order of their names.
function opening(all) {
  const tasks = new Map();
  for (const { events } of all) {
    for (const { command, task } of events) tasks.set(`${command} ${task}`, { command, task, at: 0, kind: "wait" });
  }
  return [...tasks.values()].sort((a, b) => a.command - b.command || a.task.localeCompare(b.task, "en", { numeric: true }));
}
