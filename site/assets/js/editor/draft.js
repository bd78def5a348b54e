// The reader's version of some files of the book. It is kept in the browser from one visit to the
// next, file by file, unless it came with a link: then the reader's own is left alone until told
// otherwise.
//
// Another tab may have the same file open. With each text stands the sum of the one that it was made from, so
// that a tab knows whether what another has written goes on from what it has itself.

import { edit, get, set } from "../store.js";

export class Draft {
  changes = new Map(); // texts that differ from the book's, by file
  from = new Map(); // the sums of the texts that were kept last, by file

  // files are the book's: {file, text}.
  constructor(chapter, files) {
    this.chapter = chapter;
    this.book = new Map(files.map(({ file, text }) => [file, text]));
    this.kept = true;
    for (const file of this.book.keys()) {
      const kept = get(edit(chapter, file));
      if (typeof kept?.text === "string" && kept.text !== this.book.get(file)) this.changes.set(file, kept.text);
      this.from.set(file, sum(this.text(file)));
    }
  }

  // arrived puts the changes of a link in the place of the reader's own, and keeps them nowhere. What is no
  // file of the book is left out: nothing should run that cannot be looked at.
  arrived(files) {
    this.kept = false;
    this.changes = new Map(Object.entries(files).filter(([file, text]) => this.book.has(file) && this.book.get(file) !== text));
  }

  // keep makes what came with a link the reader's own.
  keep() {
    this.kept = true;
    for (const file of this.book.keys()) this.save(file);
  }

  text(file) {
    return this.changes.get(file) ?? this.book.get(file);
  }

  change(file, text) {
    this.put(file, text);
    return this.save(file);
  }

  put(file, text) {
    if (text === this.book.get(file)) this.changes.delete(file);
    else this.changes.set(file, text);
  }

  reset(file) {
    return this.change(file, this.book.get(file));
  }

  // save returns false when the browser keeps nothing.
  save(file) {
    if (!this.kept) return true;
    const text = this.changes.get(file);
    const from = this.from.get(file);
    this.from.set(file, sum(this.text(file)));
    return set(edit(this.chapter, file), text === undefined ? undefined : { text, of: sum(this.book.get(file)), from });
  }

  // other takes what another tab has kept, undefined when it has gone back to the book's. When that goes on from what
  // is here, it is here now as well. It returns {text, follows}, or nothing when it is the same text.
  other(file, value) {
    const text = value?.text ?? this.book.get(file);
    if (!this.kept || text === this.text(file)) return undefined;
    const follows = value?.from !== undefined && value.from === sum(this.text(file));
    if (follows) this.take(file, text);
    return { text, follows };
  }

  // take puts what another tab has kept in the place of what is here.
  take(file, text) {
    this.put(file, text);
    this.from.set(file, sum(text));
  }

  // outdated says whether the book's text has changed since the reader changed it.
  outdated(file) {
    const kept = get(edit(this.chapter, file));
    return this.kept && kept?.of !== undefined && kept.of !== sum(this.book.get(file));
  }

  // files returns the changed ones, as the toolchain takes them.
  files() {
    return Object.fromEntries(this.changes);
  }
}

// sum tells one text from another.
function sum(text) {
  let n = 0;
  for (let i = 0; i < text.length; i++) n = (Math.imul(n, 31) + text.charCodeAt(i)) | 0;
  return n;
}
