// Finding words in the sections of the book.

const limit = 30; // sections shown
const around = 70; // characters of text before and after what was found

// find returns the sections that hold every word of the query, those first that say it in their
// title, then those that say it as one phrase, then those that say it most often. A snippet is a
// slice of strings, of which every second one is a match.
export function find(sections, query) {
  const phrase = fold(query);
  const words = phrase.split(/\s+/);
  const found = [];
  for (const section of sections) {
    section.folded ??= { title: fold(`${section.title} ${section.chapter}`), text: fold(section.text) };
    const { title, text } = section.folded;
    if (!words.every((word) => title.includes(word) || text.includes(word))) continue;
    const inTitle = words.every((word) => fold(section.title).includes(word));
    const score = (inTitle ? 100 : 0) + (text.includes(phrase) ? 20 : 0) + Math.min(count(text, words[0]), 19);
    found.push({ section, score });
  }
  found.sort((a, b) => b.score - a.score);
  return found.slice(0, limit).map(({ section }) => ({
    url: section.url,
    title: section.title,
    chapter: section.chapter,
    snippet: snippet(section, words, phrase),
  }));
}

// fold drops case and accents, one character for one, so that positions stay what they are.
function fold(text) {
  return Array.from(text, (c) => {
    const folded = c.normalize("NFD")[0].toLowerCase();
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
