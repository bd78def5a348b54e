// What the commands print, into the terminal of the text. Every piece knows when it came, so that
// the terminal can be shown as it was at any moment of the run.

import { plain } from "../keys.js";
import { make } from "../make.js";

const most = 6000; // pieces; what comes after these is one text
const moment = 1e6; // nanoseconds
const edge = 10; // pixels, between what should be seen and the edge of the window
const moved = 40; // pixels: who has scrolled farther is reading something else
const lowest = 110; // pixels of output
const bulk = 4000; // characters that come at once and are not worth taking apart

export class Terminal {
  pieces = []; // {at, element}, in the order of time
  shown = 0; // how many of them are not dimmed
  lines = 0;

  // chosen is called with the time of a piece that the reader points at.
  constructor(figure, chosen) {
    this.figure = figure;
    this.pre = figure.querySelector("pre");
    this.runs = [...figure.querySelectorAll(".run")];
    this.book = this.runs.map((run) => run.querySelector(".output")?.cloneNode(true));
    this.pre.addEventListener("click", (event) => {
      const piece = event.target.closest(".piece");
      if (piece && getSelection().isCollapsed) chosen(Number(piece.dataset.at));
    });
    this.pre.addEventListener("scroll", () => {
      this.atEnd = this.following || this.pre.scrollTop + this.pre.clientHeight > this.pre.scrollHeight - 40;
    }, { passive: true });
    this.pre.addEventListener("keydown", plain((event) => this.key(event, chosen)));
  }

  // begin prepares for a run: what is there stays until the run prints something, or has come to its end.
  begin(share) {
    this.unmark();
    this.pending = share;
    this.seen = this.figure.getBoundingClientRect().top;
  }

  // fit sees to it that the reader sees the picture of a run, below the terminal: this becomes lower, and the page
  // moves. A reader who has gone elsewhere since the run began is left alone.
  fit(picture) {
    const box = (element) => element.getBoundingClientRect();
    if (this.pending || Math.abs(box(this.figure).top - this.seen) > moved) return;
    const beside = box(picture).top < box(this.pre).bottom;
    const around = beside ? 0 : box(picture).bottom - box(this.pre).bottom;
    const height = Math.max(innerHeight - 2 * edge - around - (box(this.pre).top - box(this.figure).top), lowest);
    for (const name of ["minHeight", "maxHeight"]) {
      this.pre.style[name] = `${Math.min(parseFloat(this.pre.style[name]) || Infinity, height)}px`;
    }
    const below = box(picture).bottom + edge - innerHeight;
    if (below > 0) scrollBy({ top: Math.min(below, Math.max(0, box(this.figure).top - edge)), behavior: "instant" });
    this.seen = box(this.figure).top;
    this.follow();
  }

  // finish says that a run is over, which may have printed nothing.
  finish() {
    if (this.pending) this.clear(this.pending);
  }

  // clear makes room for a run. The terminal stays as high as it is, so that nothing jumps, unless
  // that is more than a share of the window: the player below it should be seen.
  clear(share) {
    this.pending = undefined;
    this.ran = true;
    const height = this.pre.offsetHeight;
    const room = share < 1 ? Math.max(innerHeight * share, 240) : height;
    this.pre.style.minHeight = `${Math.min(height, room)}px`;
    this.pre.style.maxHeight = `${room}px`;
    this.pieces = [];
    this.shown = 0;
    this.lines = 0;
    this.current = undefined;
    for (const run of this.runs) {
      run.querySelector(".output")?.remove();
      run.append(make("span", { class: "output" }));
    }
    this.pre.scrollTop = 0;
    this.atEnd = true;
  }

  // restore brings back the text of the book.
  restore() {
    this.pending = undefined;
    this.ran = false;
    this.pieces = [];
    this.pre.removeAttribute("style");
    this.runs.forEach((run, i) => {
      run.querySelector(".output")?.remove();
      if (this.book[i]) run.append(this.book[i].cloneNode(true));
      const typed = run.querySelector(".typed");
      typed.textContent = typed.dataset.book;
      typed.dispatchEvent(new Event("input"));
    });
  }

  // enough returns how many lines the text of the book has before it leaves any out.
  enough() {
    const text = this.book.map((output) => output?.textContent ?? "").join("");
    return text.split(/^\.\.\.$/m)[0].split("\n").length - 1;
  }

  print(command, text, at) {
    if (this.pending) this.clear(this.pending);
    const output = this.runs[command]?.querySelector(".output");
    if (!output) return;
    this.lines += text.split("\n").length - 1;
    const last = this.pieces.at(-1);
    if (this.pieces.length >= most) {
      output.append(text);
    } else if (last && last.element === output.lastChild && at - last.at < moment && last.open && !text.includes("\n")) {
      last.element.firstChild.appendData(text);
    } else {
      const end = text.lastIndexOf("\n") + 1;
      const parts = text.length > bulk ? [text.slice(0, end), text.slice(end)] : text.match(/[^\n]*\n|[^\n]+/g);
      for (const part of parts ?? []) {
        const element = make("span", { class: part.length > bulk ? "piece bulk" : "piece", "data-at": at }, part);
        output.append(element);
        this.pieces.push({ at, element, open: !part.endsWith("\n") });
      }
      this.shown = this.pieces.length;
    }
    this.follow();
  }

  // follow keeps the end of the output in sight, once a frame, unless the reader looks elsewhere.
  follow() {
    if (this.following || !this.atEnd) return;
    this.following = true;
    requestAnimationFrame(() => {
      this.following = false;
      this.pre.scrollTop = this.pre.scrollHeight;
    });
  }

  // show dims what came after a moment, and scrolls to what came last when the reader seeks it.
  show(at, seek) {
    if (this.pending) return; // these are not the run's
    let n = 0;
    for (let low = 0, high = this.pieces.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.pieces[middle].at <= at) n = low = middle + 1;
      else high = middle;
    }
    for (; this.shown < n; this.shown++) this.pieces[this.shown].element.classList.remove("later");
    while (this.shown > n) this.pieces[--this.shown].element.classList.add("later");
    const current = this.pieces[n - 1]?.element;
    if (current === this.current) return;
    this.current?.classList.remove("now");
    current?.classList.add("now");
    this.current = current;
    if (!current || !seek) return;
    const piece = current.getBoundingClientRect();
    const frame = this.pre.getBoundingClientRect();
    if (piece.top < frame.top || piece.bottom > frame.bottom) this.pre.scrollTop += piece.top - frame.top - frame.height / 2;
  }

  // unmark shows everything alike.
  unmark() {
    if (this.pending) return;
    this.show(Infinity);
    this.current?.classList.remove("now");
    this.current = undefined;
  }

  // settle lets the keyboard into the output: one of its pieces can have the focus.
  settle() {
    if (this.pieces.length) this.pieces[0].element.tabIndex = 0;
  }

  key(event, chosen) {
    const element = event.target;
    if (!element.matches?.(".piece")) return;
    const at = this.pieces.findIndex((piece) => piece.element === element);
    const last = this.pieces.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (event.key === "Enter" || event.key === " ") chosen(Number(element.dataset.at));
    else if (to !== undefined) {
      const next = this.pieces[Math.max(0, Math.min(last, to))].element;
      element.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else return;
    event.preventDefault();
  }
}
