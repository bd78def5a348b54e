// Words that were mistyped.

// close returns the word that somebody meant who has typed one that is nowhere: with one letter more, less, other or
// before its neighbour, with another letter doubled, or with the letters of its inside mixed up. counts says how often each word is in the book; the
// word may be unfinished. It returns undefined when there is none.
export function close(typed, counts) {
  if (typed.length < 4) return undefined;
  let best;
  let rank = 0;
  for (const [word, count] of counts) {
    if (word.length < typed.length - 1) continue;
    const near = whole(typed, word) || single(typed) === single(word) ? 3 : slip(typed, word) || single(word).startsWith(single(typed)) ? 2 : mixed(typed, word) ? 1 : 0;
    const worth = near * 1e6 + count;
    if (near && worth > rank) [best, rank] = [word, worth];
  }
  return best;
}

function whole(typed, word) {
  return Math.abs(typed.length - word.length) <= 1 && slip(typed, word) && slip(word, typed);
}

// slip reports whether a word begins with what was typed, but for one slip of the finger.
export function slip(typed, word) {
  let i = 0;
  while (i < typed.length && typed[i] === word[i]) i++;
  if (i === typed.length) return true;
  const rest = typed.slice(i + 1);
  return word.startsWith(rest, i + 1) // another letter
    || word.startsWith(rest, i) // one more
    || word.startsWith(typed.slice(i), i + 1) // one less
    || (typed[i] === word[i + 1] && typed[i + 1] === word[i] && word.startsWith(typed.slice(i + 2), i + 2)); // two in the wrong order
}

// single returns a word with each letter once that is written twice.
function single(word) {
  return word.replace(/(.)\1/g, "$1");
}

// mixed reports whether a long word has the letters of what was typed, give or take one, and begins and ends alike.
export function mixed(typed, word) {
  if (typed.length < 6 || Math.abs(typed.length - word.length) > 1 || typed[0] !== word[0] || typed.at(-1) !== word.at(-1)) return false;
  const [long, short] = typed.length > word.length ? [typed, word] : [word, typed];
  const left = [...long];
  for (const letter of short) {
    const at = left.indexOf(letter);
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}
