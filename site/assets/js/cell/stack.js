// Who is on the stack, below the picture of a run: the calls of the moment under the cursor, outermost at
// the bottom, what is parked meanwhile, and what is to come.

import { button, make } from "../make.js";
import { light, lineUnder, quote, sourceOf } from "./lines.js";
import { innermostOf, nameOf, placeOf, seconds, sentence } from "./moments.js";

const said = document.querySelector("script[data-search]").dataset;

// style fetches the stylesheet, once.
function style() {
  if (!said.stackStyle || document.querySelector(`link[href="${said.stackStyle}"]`)) return;
  document.head.append(make("link", { rel: "stylesheet", href: said.stackStyle }));
}

export class Stack {
  // moments is what is known of the run; titles are those of its commands; changed has the texts of the files that the reader has
  // changed; marks(times) shows moments in the picture; again shows the same moment once more.
  constructor(moments, { titles, changed, marks, again }) {
    style();
    Object.assign(this, { moments, titles, changed, marks, again });
    this.calls = make("ol", { class: "calls", "aria-label": "On the stack, the innermost call first" });
    this.parked = make("ul", {});
    this.pending = make("ul", {});
    this.strip = make("pre", { class: "strip", tabindex: 0, role: "group", "aria-label": "The line at work" });
    this.spoken = make("p", { class: "unseen", role: "status" });
    this.which = make("p", { class: "commands" });
    const list = (title, element) => {
      element.setAttribute("aria-label", title);
      return make("div", {}, make("p", { class: "label", "aria-hidden": "true" }, title), element);
    };
    this.element = make("div", { class: "stack", role: "group", "aria-label": "On the stack", hidden: true },
      this.which,
      make("div", { class: "sides" },
        make("div", {}, make("p", { class: "label", "aria-hidden": "true" }, "On the stack"), this.calls),
        make("div", { class: "others" }, list("Parked", this.parked), list("To come", this.pending))),
      this.strip, this.spoken);
    this.clicked = (event) => {
      const line = lineUnder(event);
      if (line && this.element.isConnected) this.work(line);
    };
    document.addEventListener("click", this.clicked);
  }

  close() {
    document.removeEventListener("click", this.clicked);
    light([]);
  }

  // show shows a step at a moment; spoken says that the reader chose it.
  show(step, moment, spoken) {
    const state = this.moments.state(step, moment);
    if (spoken) this.spoken.textContent = sentence(moment, state.frames);
    const key = `${state.event?.command} ${step} ${state.pending.map(({ late }) => late)}`;
    if (key === this.key) return;
    this.key = key;
    if (state.event) this.element.hidden = false;
    else if (this.element.hidden) return; // nothing has happened yet
    if (state.event) this.choose(state.event.command);
    const at = innermostOf(state.frames);
    this.calls.replaceChildren(...state.frames.map((frame) => this.call(frame, frame === at)));
    this.parked.replaceChildren(...items(state.parked, "nothing", waiting));
    this.pending.replaceChildren(...items(state.pending, "nothing that is known", coming));
    this.point(at, state.frames);
    this.element.style.minHeight = `${Math.max(parseFloat(this.element.style.minHeight) || 0, Math.min(this.element.offsetHeight, 480))}px`;
  }

  // choose lets the reader choose among several commands.
  choose(shown) {
    const all = this.moments.commands();
    this.which.hidden = all.length < 2;
    if (this.which.childElementCount !== all.length) {
      this.which.replaceChildren(...all.map((command) => button(this.titles[command]?.title ?? String(command), () => {
        this.moments.follow(command);
        this.again();
      }, { "data-command": command })));
    }
    for (const one of this.which.children) one.setAttribute("aria-pressed", String(Number(one.dataset.command) === shown));
  }

  // call is one call of the column: its name shows when it was at work, its place leads to the source.
  call(frame, works) {
    const address = frame.file && !this.changed?.has(frame.file) ? sourceOf(frame) : "";
    const place = placeOf(frame);
    const name = button(nameOf(frame), () => this.work(frame), { title: `When was ${place || nameOf(frame)} at work?`, "aria-label": `${nameOf(frame)}: show when ${place} was at work` });
    return make("li", { class: frame.ours ? "ours" : "library", "aria-current": works && "true" },
      name, address ? make("a", { href: address }, place) : make("span", {}, place));
  }

  // point shows where the code is: lit in a listing, or quoted.
  async point(frame, frames) {
    const ours = frames.filter((one) => one.ours && one !== frame);
    const seen = light([...ours.map((one) => ({ frame: one })), { frame, works: true }], this.changed);
    this.pointed = frame;
    this.strip.hidden = seen.length > 0 || !frame.file;
    if (this.strip.hidden) return;
    const code = await quote(frame, this.changed).catch(() => make("code", {}, `${placeOf(frame)} cannot be fetched\n`));
    if (this.pointed === frame) this.strip.replaceChildren(code);
  }

  // work marks the moments at which a line was at work.
  work({ file, line }) {
    const times = this.moments.work(file, line);
    this.marks(times);
    const of = `${placeOf({ file, line })} was at work`;
    this.spoken.textContent = times.length ? `${of} at ${times.length} ${times.length === 1 ? "moment" : "moments"}, first at ${seconds(times[0])}` : `${of} at no event of this run`;
  }
}

function items(list, none, describe) {
  if (!list.length) return [make("li", { class: "none" }, none)];
  return list.slice(0, 12).map((one) => make("li", { class: one.kind }, make("b", {}, one.task), " ", describe(one)))
    .concat(list.length > 12 ? [make("li", { class: "none" }, `and ${list.length - 12} more`)] : []);
}

function waiting({ kind, since, frame }) {
  const what = { block: "blocks", wait: "waits", result: "has no result yet" }[kind];
  const at = frame?.file ? make("a", { href: sourceOf(frame) || undefined }, placeOf(frame)) : "";
  return make("span", {}, `${what}, since ${seconds(since)} `, at);
}

function coming({ kind, since, due, late, frame }) {
  const when = kind === "ready" ? `could run, since ${seconds(since)}` : late ? `due since ${seconds(due)}` : `due at ${seconds(due)}`;
  const at = frame?.file ? make("a", { href: sourceOf(frame) || undefined }, placeOf(frame)) : "";
  return make("span", {}, `${when} `, at);
}
