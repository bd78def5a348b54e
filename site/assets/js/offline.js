// The page without a network: a service worker keeps what has been visited. See js/offline/worker.js.

import { rested } from "./when.js";

const { offline: address, cell, exec, worker, draw, player, toolchain } = document.querySelector("script[data-search]").dataset;

const simulator = document.querySelector(".chain[data-engine]")?.dataset ?? {};

export function offline() {
  if (!address || !navigator.serviceWorker) return;
  rested(async () => {
    const known = navigator.serviceWorker.controller; // and has seen all of this page go by
    try {
      await navigator.serviceWorker.register(address);
      const { active } = await navigator.serviceWorker.ready;
      const keep = known ? [] : [location.href.split("#")[0], ...new Set(fetched())];
      active.postMessage({ keep: [...keep, ...scripts()], programs: programs() });
    } catch {
      // a browser that keeps nothing, as private windows do
    }
  });
}

// fetched returns the addresses of what this page is made of.
function fetched() {
  const own = (name) => name.startsWith(`${location.origin}/`) && name !== new URL(address, location.href).href;
  return performance.getEntriesByType("resource").map(({ name }) => name.split("#")[0]).filter(own);
}

// scripts returns those that come when somebody presses a button.
function scripts() {
  return [cell, exec, worker, draw, toolchain, simulator.code].filter(Boolean).map(absolute);
}

// programs returns those that this page can run.
function programs() {
  const names = [...document.querySelectorAll("[data-program]")].map((figure) => figure.dataset.program);
  return [player, ...new Set(names), simulator.engine].filter(Boolean).map(absolute);
}

function absolute(name) {
  return new URL(name, location.href).href;
}
