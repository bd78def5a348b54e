// What this book calls its own in a browser. Other books, and other copies of this one, may be on the
// same host, and a browser keeps what is stored by host.

// own returns the name under which the book that is at a path stores something.
export function own(path, name) {
  return `slow-poetry${path}${name}`;
}

// cacheOf returns the name of the cache of the book at a path. Another number when the service worker
// keeps things in another way.
export function cacheOf(path) {
  return own(path, "cache-1");
}
