// The page Progress: keeps the whole book on this device, and removes it. See js/offline/whole.js.

import { Changed, forgetWhole, keepWhole, kept, published } from "./offline/whole.js";

const path = document.documentElement.dataset.book;

export async function device(section) {
  if (!section) return;
  const part = (name) => section.querySelector(name);
  const keep = part("[data-do=keep]");
  const remove = part("[data-do=remove]");
  const bar = part("progress");
  const told = part(".done");
  const tell = (text) => (told.textContent = text);
  let going; // an AbortController
  if (!navigator.serviceWorker || !window.caches) return tell("This browser does not keep pages for later, or not in a window like this one.");

  // show says what is here, and what there is.
  const show = async () => {
    const [here, there] = await Promise.all([kept(path), published(path).catch(() => undefined)]);
    remove.hidden = !here;
    keep.hidden = !there || here?.version === there.version;
    keep.textContent = here ? "Renew it" : `Keep the whole book (${there ? size(there.size) : ""})`;
    if (here && there && here.version !== there.version) return tell(`The whole book is here, ${size(here.size)} of it, but it has been published anew since: without a network you read the earlier one.`);
    if (here) return tell(`The whole book is here, ${size(here.size)} of it: its pages, its programs and the compiler work without a network.`);
    return tell(there ? "" : "The book’s server does not answer: without a network, nothing can be added.");
  };

  const begin = async () => {
    going = new AbortController();
    remove.hidden = true;
    keep.textContent = "Stop";
    bar.hidden = false;
    navigator.storage?.persist?.(); // a browser that needs room then asks before it takes this away
    try {
      await whole(2);
      going = undefined;
      await show();
    } catch (error) {
      const stopped = going.signal.aborted;
      going = undefined;
      await show();
      tell(stopped ? "Stopped. What has come stays for the next try." : `Not all has come: ${why(error)}. What has come stays for the next try.`);
    }
    bar.hidden = true;
    keep.focus();
  };

  // whole keeps the version that is published now, and when that changes meanwhile, tries again so many times.
  const whole = async (tries) => {
    const there = await published(path);
    const progress = (done) => {
      Object.assign(bar, { max: there.size, value: done });
      tell(`${amount(done)} of ${size(there.size)}. Please stay on this page.`);
    };
    progress(0);
    try {
      await keepWhole(path, there, progress, going.signal);
    } catch (error) {
      if (!(error instanceof Changed) || tries === 0) throw error;
      await whole(tries - 1);
    }
  };

  keep.addEventListener("click", () => (going ? going.abort() : begin()));
  remove.addEventListener("click", async () => {
    await forgetWhole(path);
    await show();
    tell("Removed. Pages that you visit are still kept, as always.");
    keep.focus();
  });
  await show();
}

function why(error) {
  if (error.name === "QuotaExceededError") return "this browser has no more room";
  if (error instanceof Changed) return "the book is being published anew at the moment";
  return navigator.onLine ? "the network has failed" : "you are offline";
}

function amount(bytes) {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

function size(bytes) {
  return `${amount(bytes)} MB`;
}
