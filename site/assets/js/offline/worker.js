// The service worker: it keeps what its reader has visited and used, so that all that works again
// without a network, the compiler included.
//
// What has a hash in its address never changes, and is taken from the cache. A page does change: the
// network is asked for it first, and the cache when there is none, or when it takes too long. A page names what
// it needs by hash, so it never gets that of another version of the book.

import { large, shell } from "@params"; // the addresses of programs and of the toolchain, as they are now, and those of what a reader sees without a network
import { cacheOf } from "../book.js";
import { find as kept } from "./whole.js";

const scope = new URL(self.registration.scope);
const name = cacheOf(scope.pathname);
const earlier = "book-1"; // the name while it was not yet the book's alone
const patience = 4000; // milliseconds for the network, where there is something in the cache
const most = 600; // small files: what was kept first goes first

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(shell.map((address) => new Request(address, { cache: "no-cache" })))).catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), takeOver().then(tidy)])));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || request.headers.has("range")) return;
  event.respondWith(/\.[0-9a-f]{64}\./.test(address.pathname) ? forGood(event) : fresh(event));
});

// A page says what it has fetched when this worker was not there yet, and what it might want to run:
// {keep, programs}, addresses. The programs are kept for those readers who have run one.
self.addEventListener("message", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(name);
    const runs = (await cache.keys()).some(({ url }) => isLarge(url));
    for (const address of [...event.data.keep, ...(runs ? event.data.programs : [])]) {
      if (!(await find(address))) await cache.add(address).catch(() => {});
    }
  })().catch(() => {}));
});

// forGood answers from the cache, and from the network what is not there yet.
async function forGood(event) {
  return (await find(event.request)) ?? fetched(event);
}

// fresh answers from the network, as long as that is of use.
async function fresh(event) {
  const answer = fetched(event);
  const before = await find(event.request);
  if (!before) return event.request.mode === "navigate" ? answer.catch(() => nobody()) : answer;
  let timer;
  const late = new Promise((done) => (timer = setTimeout(() => done(before), patience)));
  event.waitUntil(answer.catch(() => {}));
  return Promise.race([answer.catch(() => before), late]).finally(() => clearTimeout(timer));
}

// nobody answers for a page that was never here, when there is no network: see layouts/offline.html.
async function nobody() {
  return (await find(new Request(shell[0]))) ?? Response.error();
}

// takeOver moves what the book kept under a name that others might have used as well.
async function takeOver() {
  if (!(await caches.has(earlier))) return;
  const [from, to] = await Promise.all([caches.open(earlier), caches.open(name)]);
  for (const request of await from.keys()) {
    if (!request.url.startsWith(scope.href)) continue;
    if (!(await to.match(request))) await to.put(request, await from.match(request));
    await from.delete(request);
  }
  if (!(await from.keys()).length) await caches.delete(earlier);
}

function find(request) {
  return kept(scope.pathname, request).catch(() => undefined);
}

async function fetched(event) {
  const answer = await fetch(event.request);
  if (answer.status === 200 && answer.type === "basic" && !answer.redirected) {
    const copy = answer.clone();
    const keep = caches.open(name).then((cache) => cache.put(event.request, copy));
    event.waitUntil(keep.catch(() => {})); // where there is no room, the network has to do
  }
  return answer;
}

// tidy removes the large files that neither the book has a use for nor its version before this, of which pages
// may be open still; and of the small ones those that were kept longest.
async function tidy() {
  const cache = await caches.open(name);
  const noted = new URL("large", scope); // {now, before}: the large files of two versions
  const known = (await (await cache.match(noted))?.json()) ?? { now: [], before: [] };
  const before = known.now.join() === large.join() ? known.before : known.now;
  await cache.put(noted, new Response(JSON.stringify({ now: large, before })));
  const small = [];
  for (const request of await cache.keys()) {
    if (request.url === noted.href) continue;
    if (!isLarge(request.url)) small.push(request);
    else if (![...large, ...before].includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  for (const request of small.slice(0, Math.max(0, small.length - most))) await cache.delete(request);
}

function isLarge(address) {
  return new URL(address).pathname.endsWith(".gz");
}
