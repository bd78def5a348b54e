// Finding words in the sections of the book.

const limit = 30; // sections shown
const around = 70; // characters of text before and after what was found

// find returns {results, all, some}: the sections that hold every word of the query, how many there are of
// them, and whether none does, so that these hold only some. Definitions come first, then those that say it in their
// title, as one phrase, and most often; questions and exercises come last. A snippet is a slice of strings, of which
// every second one is a match.
export function find(sections, query) {
  const phrase = fold(query).trim();
  const words = phrase.split(/\s+/).filter(Boolean);
  if (!words.length) return { results: [], all: 0 };
  let most = 1;
  let found = [];
  for (const section of sections) {
    section.folded ??= { title: fold(section.title), chapter: fold(section.chapter), text: fold(section.text), defines: fold((section.defines ?? []).join("\n")) };
    const { title, chapter, text, defines } = section.folded;
    const held = words.filter((word) => title.includes(word) || chapter.includes(word) || text.includes(word)).length;
    if (held < most) continue;
    if (held > most) found = [];
    most = held;
    const score = (section.term && title === phrase ? 400 : 0)
      + (defines.split("\n").includes(phrase) ? 300 : 0)
      + (words.every((word) => title.includes(word)) ? 100 : 0)
      + (text.includes(phrase) ? 20 : 0) + Math.min(count(text, words[0]), 19)
      - (section.asks ? 60 : 0);
    found.push({ section, score });
  }
  found.sort((a, b) => b.score - a.score);
  const results = found.slice(0, limit).map(({ section }) => ({
    url: section.url,
    title: section.title,
    chapter: section.chapter,
    snippet: snippet(section, words, phrase),
  }));
  return { results, all: found.length, some: most < words.length };
}

// signs are written in one way and typed in another: quotes, apostrophes, dashes, spaces.
const signs = new Map([["'", "‘’‚‛ʼ′"], ['"', "“”„‟″«»"], ["-", "‐‑‒–—−"], [" ", "\u00a0\u2002\u2003\u2009\u202f\t\n"]]
  .flatMap(([plain, all]) => [...all].map((sign) => [sign, plain])));

// fold drops case, accents and what is special about signs, one character for one, so that positions stay what
// they are.
export function fold(text) {
  return Array.from(text, (c) => {
    const folded = signs.get(c) ?? c.normalize("NFD")[0].toLowerCase();
    return folded.length === c.length ? folded : c;
  }).join("");
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
