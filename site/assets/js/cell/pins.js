// A run that the reader has pinned stands above the next ones, on one axis with them.

import { button, make } from "../make.js";

let pinned; // {player, panels}
const watching = new Set(); // what shows whether something is pinned

// beside returns the panels of a player, below those that are pinned.
export function beside(player, panels) {
  return pinned && pinned.player !== player ? [...pinned.panels, ...foremost(player)] : panels;
}

// foremost returns the panels of what ran in the foreground, each with a title.
export function foremost({ events, titles }) {
  const list = titles.map((title, i) => ({ ...title, events: events[i] })).filter(({ events }) => events?.length);
  const front = list.filter(({ background }) => !background);
  return (front.length ? front : list).map(({ title, events }) => ({ title, events }));
}

export class Pin {
  // player returns the one whose run can be pinned.
  constructor(player) {
    this.player = player;
    this.button = button("Pin this run", () => this.press(), { class: "pin" });
    this.said = make("span", { role: "status" });
    this.element = make("p", { class: "of", hidden: true }, this.button, this.said);
    watching.add(this);
    this.show();
  }

  press() {
    pinned = pinned ? undefined : { player: this.player(), panels: foremost(this.player()).map((panel) => ({ ...panel, events: [...panel.events] })) };
    for (const one of watching) one.show();
    this.said.textContent = pinned ? "It stands above the next run, whichever you start on this page, on one axis." : "";
    if (!pinned) this.player()?.redraw();
  }

  show() {
    this.button.textContent = pinned ? "Unpin" : "Pin this run";
    this.said.textContent = pinned ? `Pinned: ${pinned.panels.map(({ title }) => title || "a run without arguments").join(", ")}` : "";
  }
}
