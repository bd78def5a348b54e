// What fires a chain and draws it: the book's Go, in a worker. One chain is asked about at a time, and
// only the last request gets an answer: the others come to nothing.

import { drawer } from "../cell/program.js";

let worker;

// start begins to fetch the engine. It resolves with the worker.
export function start({ engine }) {
  worker ??= drawer(new URL(engine, location.href).href);
  worker.catch(() => (worker = undefined));
  return worker;
}

export class Engine {
  // made is what start resolves with.
  constructor(made) {
    this.made = made;
    made.addEventListener("message", ({ data }) => this.answered(data));
  }

  // ask resolves with the answer of site/cmd/simulator, rejects with what is wrong, or, if another
  // request overtook this one, resolves with undefined.
  ask(request) {
    return new Promise((resolve, reject) => {
      const asked = { request, resolve, reject };
      if (!this.current) return this.send(asked);
      this.next?.resolve(undefined);
      this.next = asked;
    });
  }

  send(asked) {
    this.current = { ...asked, number: ++number };
    this.made.postMessage({ number, timeline: JSON.stringify(asked.request) });
  }

  answered({ number, text, error }) {
    if (number !== this.current?.number) return; // another engine's
    const { resolve, reject } = this.current;
    this.current = undefined;
    if (this.next) { // what is asked now matters more
      const next = this.next;
      this.next = undefined;
      this.send(next);
      resolve(undefined);
    } else if (error === undefined) resolve(JSON.parse(text));
    else reject(new Error(error));
  }
}

let number = 0;
