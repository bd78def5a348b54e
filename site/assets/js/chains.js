// Chains that the reader can change and fire. Each is a text, with its picture in the figure after
// it; a button makes them a simulator, which is in js/chain and comes when it is asked for. So does
// an address that ends in #chain=…, which is how a chain is handed on.

export function chains() {
  if (!window.WebAssembly || !window.DecompressionStream) return;
  document.querySelectorAll(".chain[data-engine]").forEach((text, i) => {
    const figure = text.nextElementSibling;
    if (figure?.matches(".figure:has(svg)")) prepare(text, figure, i ? `chain-${i + 1}` : "chain");
  });
}

function prepare(text, figure, key) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "try";
  button.textContent = "Change it";
  text.querySelector("figcaption").append(button);

  let module, made;
  const load = () => (module ??= import(new URL(text.dataset.code, location.href)));
  const soon = () => load().then(({ prepare }) => prepare(text.dataset), () => (module = undefined));
  for (const event of ["pointerenter", "focus", "touchstart"]) {
    button.addEventListener(event, soon, { once: true, passive: true });
  }
  const show = async (given) => {
    button.disabled = true;
    try {
      const { Simulator } = await load();
      made ??= new Simulator(text, figure, key);
      await made.open(given);
      button.remove();
      return made;
    } catch {
      module = undefined;
      button.disabled = false;
      button.textContent = "Change it (are you offline?)";
    }
  };
  button.addEventListener("click", async () => (await show())?.focus());

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
