// What is in a file of Go: the page's side of cmd/gofile, in a worker of its own, so that nobody who
// wants a file formatted waits for the compiler.

import { compiled } from "./fetch.js";

export class Reader {
  asked = new Map();
  known = new Map(); // what was said of a text
  number = 0;

  async load({ worker, exec, gofile }, count) {
    const module = await compiled(gofile, count);
    this.worker = new Worker(worker);
    await new Promise((ready, failed) => {
      this.worker.onerror = (event) => failed(new Error(event.message));
      this.worker.onmessage = ({ data }) => {
        if (data.ready) return ready();
        this.asked.get(data.number)(data.file);
        this.asked.delete(data.number);
      };
      this.worker.postMessage({ exec, module });
    });
  }

  // read says what is in a text: see cmd/gofile.
  read(text) {
    if (this.known.has(text)) return this.known.get(text);
    const answer = new Promise((resolve) => {
      this.asked.set(++this.number, resolve);
      this.worker.postMessage({ number: this.number, text });
    });
    if (this.known.size > 200) this.known.clear();
    this.known.set(text, answer);
    return answer;
  }
}
