// The editor without a network: the service worker is told what was fetched, for some of it may have
// come before there was one that could see it.

export function keep() {
  const own = (name) => name.startsWith(`${location.origin}/`) && /\/(toolchain|editor)\//.test(name);
  const fetched = performance.getEntriesByType("resource").map(({ name }) => name).filter(own);
  navigator.serviceWorker?.ready.then(({ active }) => active.postMessage({ keep: fetched, programs: [] })).catch(() => {});
}
