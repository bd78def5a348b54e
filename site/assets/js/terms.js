// A term that an earlier chapter has defined is a link to the glossary, and shows its definition: to a mouse that rests on
// it, to the focus, and to a finger. The definitions come when the first is asked for.

import { make } from "./make.js";

const address = new URL("terms.json", new URL(document.querySelector("script[data-search]").dataset.search, location.href));

export function terms() {
  if (!document.querySelector("a.term") || !HTMLElement.prototype.showPopover) return;
  const card = make("div", { class: "definition", id: "definition", popover: "manual", role: "tooltip" });
  document.body.append(card);
  let shown; // the link whose definition is shown
  let timer;
  let finger = false;

  const hide = () => {
    clearTimeout(timer);
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    shown = undefined;
    card.hidePopover();
  };
  const show = async (link) => {
    clearTimeout(timer);
    if (shown === link) return;
    hide();
    shown = link;
    const found = await definition(link);
    if (shown !== link || !found) return found ? undefined : hide();
    const { term, text, number, url } = found;
    card.replaceChildren(make("b", {}, term), make("p", {}, text), make("p", { class: "label" }, make("a", { href: link.href }, "Glossary"), " · ", make("a", { href: url }, `Chapter ${number}`)));
    card.showPopover();
    put(card, link.getClientRects()[0]);
    link.setAttribute("aria-describedby", card.id);
  };
  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  const at = ({ target }) => target.closest?.("a.term");

  addEventListener("pointerdown", ({ pointerType }) => (finger = pointerType !== "mouse"), { capture: true });
  addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = at(event);
    if (link) later(() => show(link), 150);
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (shown !== document.activeElement) later(hide, 200);
  });
  addEventListener("focusin", (event) => {
    const link = at(event);
    if (link) show(link);
    else if (!card.contains(event.target)) hide();
  });
  addEventListener("focusout", (event) => {
    if (at(event) && !card.contains(event.relatedTarget)) later(hide, 0);
  });
  addEventListener("click", (event) => {
    const link = at(event);
    if (link && finger && event.detail) {
      event.preventDefault();
      show(link);
    } else if (!card.contains(event.target)) {
      hide();
    }
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  addEventListener("scroll", () => { // to bring what has the focus into view, say
    if (!card.matches(":popover-open")) return;
    const line = shown.getClientRects()[0];
    if (line.bottom < 0 || line.top > innerHeight) hide();
    else put(card, line);
  }, { passive: true });
}

let fetching;

// definition resolves with what terms.json says of the term that a link leads to; with nothing, when it cannot be had.
async function definition(link) {
  fetching ??= fetch(address).then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))));
  try {
    return (await fetching)[decodeURIComponent(link.hash.slice(1))];
  } catch {
    fetching = undefined;
    return undefined;
  }
}

// put stands a card below a line of text, or above it where there is no room.
function put(card, line) {
  const { offsetWidth: width, offsetHeight: height } = card;
  const room = document.documentElement.clientWidth - width - 12;
  card.style.left = `${Math.max(12, Math.min(line.left, room))}px`;
  card.style.top = `${line.bottom + height + 12 < innerHeight ? line.bottom + 6 : Math.max(6, line.top - height - 6)}px`;
}
