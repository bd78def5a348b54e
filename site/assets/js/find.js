// Finding words in the sections of the book.

import { close } from "./typo.js";

const limit = 30; // sections shown
const of = 3; // sections of a chapter that has the words, but not in one section
const around = 70; // characters of text before and after what was found

const prepared = new WeakMap(); // of sections: how often each word is in them

// prepare gets sections ready to be searched, which takes a moment.
export function prepare(sections) {
  if (prepared.has(sections)) return;
  const counts = new Map();
  for (const section of sections) {
    const folded = { title: fold(section.title), chapter: fold(section.chapter), text: fold(section.text), defines: (section.defines ?? []).map(fold) };
    section.folded = folded;
    for (const [word] of `${folded.title} ${folded.chapter} ${folded.text}`.matchAll(/[\p{L}\p{N}_]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  prepared.set(sections, counts);
}

// find returns {results, all, where, words, taken}: the places that hold the words of a query; how many there are; where
// the words are, in one "section", in one "chapter", or only "some" of them; the words that were looked for; and as
// {typed, word} those that were taken for a typo. Definitions come first, then those that say it in their title, as one
// phrase, and most often; questions and exercises come last. A snippet is a slice of strings, of which every second one
// is a match.
export function find(sections, query) {
  prepare(sections);
  const typed = fold(query).trim().split(/\s+/).filter(Boolean);
  if (!typed.length) return { results: [], all: 0, words: [], taken: [] };
  const words = typed.map((word) => (sections.some((section) => has(section, word)) ? word : close(word, prepared.get(sections)) ?? word));
  const taken = typed.map((word, i) => ({ typed: word, word: words[i] })).filter(({ typed, word }) => typed !== word);
  const phrase = words.join(" ");

  const holding = sections.map((section) => ({ section, held: words.filter((word) => has(section, word)) })).filter(({ held }) => held.length);
  let where = "section";
  let found = holding.filter(({ held }) => held.length === words.length);
  if (!found.length) {
    where = "chapter";
    found = together(holding, words);
  }
  if (!found.length && holding.length) {
    where = "some";
    const most = Math.max(...holding.map(({ held }) => held.length));
    found = holding.filter(({ held }) => held.length === most);
  }
  if (where !== "chapter") {
    for (const each of found) each.score = score(each.section, words, phrase);
    found.sort((a, b) => b.score - a.score);
  }
  const results = found.slice(0, limit).map(({ section }) => ({
    url: section.url,
    title: section.title,
    chapter: section.chapter,
    snippet: snippet(section, words, phrase),
  }));
  return { results, all: found.length, where, words, taken };
}

// has reports whether a section has a word, or defines what it is the plural of.
function has({ folded: { title, chapter, text, defines }, term }, word) {
  return title.includes(word) || chapter.includes(word) || text.includes(word)
    || (word.endsWith("s") && ((term && `${title}s` === word) || defines.some((name) => `${name}s` === word)));
}

function score({ folded: { title, text, defines }, term, asks }, words, phrase) {
  const names = (name) => name === phrase || `${name}s` === phrase;
  return (term && names(title) ? 400 : 0)
    + (term && title.startsWith(phrase) ? 150 : 0)
    + (defines.some(names) ? 300 : 0)
    + (words.every((word) => title.includes(word)) ? 100 : 0)
    + (text.includes(phrase) ? 20 : 0) + Math.min(count(text, words[0]), 19)
    - (asks ? 60 : 0);
}

// together returns the sections that matter of the chapters that hold all the words in different ones. A word that is
// in few sections counts for more.
function together(holding, words) {
  const weight = new Map(words.map((word) => [word, 1 / holding.filter(({ held }) => held.includes(word)).length]));
  const chapters = new Map();
  for (const { section, held } of holding) {
    if (section.term) continue;
    const chapter = chapters.get(section.chapter) ?? { held: new Set(), sections: [] };
    for (const word of held) chapter.held.add(word);
    const sum = (words) => words.reduce((sum, word) => sum + weight.get(word), 0);
    chapter.sections.push({ section, score: sum(held) + sum(held.filter((word) => section.folded.title.includes(word))) - (section.asks ? 0.001 : 0) });
    chapters.set(section.chapter, chapter);
  }
  const all = [...chapters.values()].filter(({ held }) => held.size === words.length);
  for (const chapter of all) chapter.sections = chapter.sections.sort((a, b) => b.score - a.score).slice(0, of);
  return all.sort((a, b) => b.sections[0].score - a.sections[0].score).flatMap(({ sections }) => sections);
}

// signs are written in one way and typed in another: quotes, apostrophes, dashes, spaces.
const signs = new Map([["'", "‘’‚‛ʼ′"], ['"', "“”„‟″«»"], ["-", "‐‑‒–—−"], [" ", "\u00a0\u2002\u2003\u2009\u202f\t\n"]]
  .flatMap(([plain, all]) => [...all].map((sign) => [sign, plain])));

// fold drops case, accents and what is special about signs, one character for one, so that positions stay what
// they are.
export function fold(text) {
  return text.replace(/[^\x20-\x7e]/gu, (c) => {
    const folded = signs.get(c) ?? c.normalize("NFD")[0].toLowerCase();
    return folded.length === c.length ? folded : c;
  }).toLowerCase();
}

function count(text, word) {
  let n = 0;
  for (let at = text.indexOf(word); at >= 0 && n < 20; at = text.indexOf(word, at + word.length)) n++;
  return n;
}

function snippet({ text, folded }, words, phrase) {
  let at = folded.text.indexOf(phrase);
  if (at < 0) at = Math.min(...words.map((word) => folded.text.indexOf(word)).filter((i) => i >= 0));
  if (!Number.isFinite(at)) return [cut(text, 0, 2 * around)];

  const start = at > around ? text.indexOf(" ", at - around) + 1 : 0;
  const end = Math.min(text.length, at + phrase.length + around);
  const parts = [start > 0 ? "… " : ""];
  let done = start;
  while (done < end) {
    let next = -1;
    let length = 0;
    for (const word of words) {
      const i = folded.text.indexOf(word, done);
      if (i >= 0 && i < end && (next < 0 || i < next)) [next, length] = [i, word.length];
    }
    if (next < 0) break;
    parts[parts.length - 1] += text.slice(done, next);
    parts.push(text.slice(next, next + length), "");
    done = next + length;
  }
  parts[parts.length - 1] += cut(text, done, Math.max(end, done));
  return parts;
}

function cut(text, start, end) {
  if (end >= text.length) return text.slice(start);
  const space = text.lastIndexOf(" ", end);
  return `${text.slice(start, space > start ? space : end)} …`;
}
