// Chains that the reader can change and fire. Each is a text, with its picture in the figure after
// it; a button makes them a simulator, which is in js/chain and comes when it is asked for. So does
// an address that ends in #chain=…, which is how a chain is handed on.

import { button } from "./make.js";
import { approached } from "./when.js";

export function chains() {
  if (!window.WebAssembly || !window.DecompressionStream) return;
  document.querySelectorAll(".chain[data-engine]").forEach((text, i) => {
    const figure = text.nextElementSibling;
    if (figure?.matches(".figure:has(svg)")) prepare(text, figure, i ? `chain-${i + 1}` : "chain");
  });
}

function prepare(text, figure, key) {
  const change = button("Change it", async () => (await show())?.focus(), { class: "try" });
  text.querySelector("figcaption").append(change);

  let module, made;
  const load = () => {
    module ??= import(new URL(text.dataset.code, location.href));
    module.catch(() => (module = undefined));
    return module;
  };
  approached(change, () => load().then(({ prepare }) => prepare(text.dataset)).catch(() => {}));
  const show = async (given) => {
    change.disabled = true;
    try {
      const { Simulator } = await load();
      made ??= new Simulator(text, figure, key);
      await made.open(given);
      change.remove();
      return made;
    } catch {
      change.disabled = false;
      change.textContent = "Change it (are you offline?)";
    }
  };

  // linked shows the chain in the address, if there is one.
  const linked = async () => {
    const given = new URLSearchParams(location.hash.slice(1)).get(key);
    if (given === null) return;
    await show(given);
    text.scrollIntoView();
  };
  addEventListener("hashchange", linked);
  linked();
}
