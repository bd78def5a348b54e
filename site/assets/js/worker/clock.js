// The program's clock. It stands still while Go code runs, but for some microseconds each time that
// somebody looks, so that a loop that waits for a moment will see it come. When every goroutine
// waits, it moves to the next timer, and takes as long for that as the speed says. A run is the
// same on a slow machine as on a fast one, and a pause is free.

const look = 4_000; // nanoseconds
const never = 1e9; // milliseconds: what Go asks for when it waits for longer than anybody lives
const epoch = Date.UTC(2026, 0, 1);
const lag = 40; // milliseconds that a late clock may make up for

export class Clock {
  now = 0; // nanoseconds
  timers = new Map(); // what Go waits for: when, by its number
  looks = 0;

  constructor(go, speed) {
    this.go = go;
    this.speed = speed;
    this.paused = false;
    this.soon = new MessageChannel(); // setTimeout takes four milliseconds for nothing
    this.soon.port1.onmessage = ({ data }) => this.ring(data);
    this.round = 0; // what is armed for an earlier one is void
    this.number = 1;
    this.patch(go.importObject.gojs);
  }

  // patch puts this clock where Go expects that of the system.
  patch(imports) {
    const go = this.go;
    const put = (address, value) => {
      go.mem.setUint32(address, value, true);
      go.mem.setInt32(address + 4, Math.floor(value / 2 ** 32), true);
    };
    const get = (address) => go.mem.getUint32(address, true) + go.mem.getInt32(address + 4, true) * 2 ** 32;
    Object.assign(imports, {
      "runtime.nanotime1": (sp) => {
        sp >>>= 0;
        this.now += look;
        if (++this.looks % 500 === 0) this.onlook?.();
        put(sp + 8, this.now);
      },
      "runtime.walltime": (sp) => {
        sp >>>= 0;
        const nanoseconds = this.now % 1e9;
        put(sp + 8, epoch / 1000 + Math.floor(this.now / 1e9));
        go.mem.setInt32(sp + 16, nanoseconds, true);
      },
      "runtime.scheduleTimeoutEvent": (sp) => {
        sp >>>= 0;
        const number = this.number++;
        const wait = get(sp + 8);
        this.timers.set(number, wait >= never ? Infinity : this.now + wait * 1e6);
        go.mem.setInt32(sp + 16, number, true);
      },
      "runtime.clearTimeoutEvent": (sp) => {
        sp >>>= 0;
        this.timers.delete(go.mem.getInt32(sp + 8, true));
      },
    });
  }

  // next returns when the next timer fires, Infinity when there is none.
  next() {
    return Math.min(Infinity, ...this.timers.values());
  }

  // arm says that Go has given back control: time may pass.
  arm() {
    this.round++;
    clearTimeout(this.timeout);
    const next = this.next();
    if (this.go.exited || this.paused || next === Infinity) {
      this.due = undefined;
      return;
    }
    const round = this.round;
    const wait = (next - this.now) / 1e6 / this.speed; // milliseconds, 0 at infinite speed
    const real = performance.now();
    this.due = Math.max(this.due ?? real, real - lag) + Math.max(0, wait);
    const rest = this.due - real;
    this.onwait?.(this.now, next, this.speed);
    if (rest < 1) this.soon.port2.postMessage(round);
    else this.timeout = setTimeout(() => this.ring(round), rest);
  }

  ring(round) {
    if (round === this.round && !this.paused) this.fire();
  }

  // fire moves to the next timer.
  fire() {
    const next = this.next();
    if (this.go.exited || next === Infinity) return;
    this.round++;
    this.now = Math.max(this.now, next);
    this.go._resume();
  }

  // part moves as far as time has passed since it was last armed.
  part() {
    if (this.due === undefined || this.speed === Infinity) return;
    const next = this.next();
    if (next === Infinity) return;
    const rest = Math.max(0, this.due - performance.now()) * 1e6 * this.speed;
    this.now = Math.max(this.now, Math.min(next, next - rest));
  }

  setSpeed(speed) {
    this.part();
    this.speed = speed;
    this.due = undefined;
    this.arm();
  }

  setPaused(paused) {
    if (paused) this.part();
    this.paused = paused;
    this.due = undefined;
    this.arm();
    if (paused) this.onwait?.(this.now, this.now, 0);
  }

  step() {
    if (!this.paused) return;
    this.fire();
    this.onwait?.(this.now, this.now, 0);
  }

  close() {
    clearTimeout(this.timeout);
    this.soon.port1.close();
  }
}
