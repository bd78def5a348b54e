// A run of a program, in a worker of its own. It hands on what the worker says once a frame.

import { program } from "./program.js";
import { addresses } from "./addresses.js";

const budget = 6; // milliseconds of a frame
const room = 8000; // characters in a frame

let spare; // a worker that has the glue of Go ready

// prepare gets ready what a run will need: of a program that is there already, nothing but the worker. Until the
// program at an address is there, heard is called with {done, total}.
export function prepare(from, heard) {
  spare ??= fresh();
  return from instanceof WebAssembly.Module ? from : program(from, heard);
}

function fresh() {
  const worker = new Worker(addresses.worker);
  worker.postMessage({ exec: addresses.exec });
  return worker;
}

export class Run {
  queue = [];
  untold = []; // until there is a worker

  // heard gets {out, events, clock} for each message, and at last {status}, or {over: true} when
  // the program was stopped because it said too much, or {failed} when it could not run at all. While the program
  // is fetched it gets {fetching: {done, total}}, and {begun} when it is there.
  constructor(heard) {
    this.heard = heard;
  }

  // start runs the program at an address, or one that was built in the page.
  async start(from, options) {
    try {
      const module = await prepare(from, (fetching) => this.stopped || this.begun || this.heard({ fetching }));
      if (this.stopped) return;
      this.begun = true;
      this.heard({ begun: true });
      this.worker = spare;
      spare = undefined;
      this.worker.onmessage = ({ data }) => this.take(data);
      this.worker.onerror = (event) => this.finish({ failed: event.message });
      this.worker.postMessage({ module, ...options });
      this.untold.forEach((message) => this.tell(message));
    } catch (error) {
      if (!this.stopped) this.finish({ failed: error.message });
    }
  }

  tell(message) {
    if (this.worker) this.worker.postMessage(message);
    else this.untold.push(message);
  }

  // stop ends the program on the spot, whatever it does.
  stop() {
    this.stopped = true;
    this.worker?.terminate();
    this.worker = undefined;
    spare ??= fresh();
  }

  take(message) {
    this.queue.push(message);
    this.soon();
  }

  soon() {
    if (this.asked) return;
    this.asked = true;
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      this.asked = false;
      this.drain();
    };
    requestAnimationFrame(once);
    setTimeout(once, 100); // a page that is not looked at has no frames
  }

  // drain hands on what came, as much of it as has room in a frame.
  drain() {
    const until = performance.now() + budget;
    let size = 0;
    while (this.queue.length && !this.stopped && size < room && performance.now() < until) {
      const message = this.queue.shift();
      for (const { text } of message.out ?? []) size += text.length;
      if (message.out) this.heard(message);
      else this.finish(message);
    }
    if (this.queue.length && !this.stopped) this.soon();
  }

  finish(last) {
    this.stop();
    this.heard(last);
  }
}
