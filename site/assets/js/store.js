// What the reader leaves in this browser: versions of files, and progress. A browser that forbids it
// forgets them with the page.

// get returns what was kept under a name, undefined when nothing was.
export function get(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? undefined;
  } catch {
    return undefined;
  }
}

// set keeps a value under a name, and forgets what was there when the value is undefined. It returns
// whether it could.
export function set(name, value) {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

// names lists the names that begin in a way.
export function names(beginning) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(beginning));
  } catch {
    return [];
  }
}

// edit is the name of the reader's version of a file.
export function edit(chapter, file) {
  return `edit:${chapter}:${file}`;
}
