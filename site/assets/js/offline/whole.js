// The whole book in this browser, in one version of it. The file whole.json, which is made when the book is
// built, lists {version, size, files: [{path, hash, size}]}. A version has a cache of its own. It counts when the list is in
// it, which comes last: so what a reader without a network sees is all from one version, even if the book was
// published anew while it was being fetched. See site/internal/hugo/whole.go.

import { cacheOf, own } from "../book.js";

const list = "whole.json";
const atOnce = 6; // files that are fetched at the same time

// Changed says that the book was published anew while it was being fetched.
export class Changed extends Error {}

// published resolves with the list of the book at a path, as its host has it now.
export async function published(path) {
  const answer = await fetch(path + list, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${list}: ${answer.status}`);
  return answer.json();
}

// kept resolves with the list of the version that is here as a whole, undefined when none is.
export async function kept(path) {
  const cacheName = await wholeName(path);
  return cacheName && (await caches.match(path + list, { cacheName }))?.json();
}

// wholeName resolves with the name of that version's cache, undefined when there is none. To open a cache by its name would
// make it anew when it has just been removed; to look into it does not.
async function wholeName(path) {
  for (const cacheName of await versions(path)) {
    if (await caches.match(path + list, { cacheName })) return cacheName;
  }
  return undefined;
}

// find resolves with what is here at an address: of the whole book, or of what was visited.
export async function find(path, request) {
  const options = { ignoreSearch: true, ignoreVary: true };
  const cacheName = await wholeName(path);
  return (cacheName && (await caches.match(request, { ...options, cacheName }))) ?? (await caches.open(cacheOf(path))).match(request, options);
}

// keepWhole keeps the version that a list is of, and then forgets earlier ones. What is here already is not
// fetched again. After each file it calls progress with the bytes that are here. When it fails, or is aborted by a signal, the next try
// goes on where it was.
export async function keepWhole(path, whole, progress, signal) {
  const name = nameOf(path, whole.version);
  const to = await caches.open(name);
  const others = [cacheOf(path), ...(await versions(path)).filter((other) => other !== name)];
  const left = [...whole.files];
  let done = 0;
  const work = async () => {
    for (let file; (file = left.shift()); ) {
      signal?.throwIfAborted();
      const address = path + file.path;
      if (!(await to.match(address))) await to.put(address, (await among(others, address, file.hash)) ?? (await fetched(address, file.hash, signal)));
      done += file.size;
      progress(done);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    left.length = 0; // one that fails ends all
  }
  await to.put(path + list, new Response(JSON.stringify(whole), { headers: { "Content-Type": "application/json" } }));
  for (const other of await versions(path)) if (other !== name) await caches.delete(other);
}

// forgetWhole removes every version, those that are not complete too.
export async function forgetWhole(path) {
  for (const name of await versions(path)) await caches.delete(name);
}

// among resolves with a file that one of the caches of these names has, undefined when none has it with that hash.
async function among(others, address, hash) {
  for (const cacheName of others) {
    const answer = await caches.match(address, { cacheName });
    const file = answer && (await checked(answer, hash));
    if (file) return file;
  }
  return undefined;
}

async function fetched(address, hash, signal) {
  const answer = await fetch(address, { cache: "no-cache", signal });
  if (answer.status >= 500) throw new Error(`${address}: ${answer.status}`);
  const file = answer.ok && (await checked(answer, hash));
  if (!file) throw new Changed(address);
  return file;
}

// checked resolves with an answer that can be kept, undefined when its hash is another.
async function checked(answer, hash) {
  const bytes = await answer.arrayBuffer();
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.startsWith(hash) ? new Response(bytes, { headers: { "Content-Type": answer.headers.get("Content-Type") ?? "" } }) : undefined;
}

function nameOf(path, version) {
  return own(path, `whole-${version}`);
}

// versions resolves with the names of the caches of the book's versions.
async function versions(path) {
  const beginning = nameOf(path, "");
  return (await caches.keys()).filter((name) => name.startsWith(beginning) && !name.slice(beginning.length).includes("/"));
}
