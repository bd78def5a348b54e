// What is chosen from round to round: which notes stand in the text, and how much space a chapter gives or
// takes between its blocks.
const amounts = [0, 1.6, -1.6, 3, -3]; // in points

// looks returns how bad the pages of a chapter look, as a number, 0 for one that has nothing to be mended.
function looks({ from, to, top, bottom, line, ends }, first, chapter) {
  const [last, end] = ends[chapter];
  let bad = end - top < 8 * line ? 3 : 0;
  for (let page = first; page < last; page++) {
    if (to.some(([p], i) => p > page && from[i][0] <= page)) continue; // a text goes on overleaf, so it is full
    const foot = Math.max(top, ...to.filter(([p]) => p === page).map(([, y]) => y));
    const fill = (foot + 4 - top) / (bottom - top);
    bad += Math.max(0, 0.95 - fill) + (fill < 0.77 ? 2 : 0);
  }
  return bad;
}

class Chooser {
  // A chooser takes what was found before, or tries amounts when it is to settle that.
  constructor(settled, settle) {
    this.choices = settle ? { give: {}, crowded: [], steady: false } : settled;
    this.rest = settle ? amounts.slice(1) : [];
    this.settling = settle;
    this.best = {}; // of each chapter, the amount and how bad it looks
  }

  // learn notes what a round has shown, and reports whether there is to be another.
  learn({ crowded, restless, fill }) {
    const news = crowded.filter(note => !this.choices.crowded.includes(note));
    if (news.length || restless && !this.choices.steady) {
      this.choices.crowded.push(...news);
      this.choices.steady ||= restless;
      return true;
    }
    return this.settling && this.#settle(fill);
  }

  // #settle has the chapters that could look better try another amount, and at the end take their best.
  #settle(fill) {
    fill.chapters.forEach(([id, first], i) => {
      const bad = looks(fill, first, i), give = this.choices.give[id] || 0;
      if (!this.best[id] || bad < this.best[id].bad) this.best[id] = { bad, give };
    });
    const amount = this.rest.shift();
    for (const [id, { bad, give }] of Object.entries(this.best)) {
      this.choices.give[id] = amount === undefined || bad < 0.4 ? give : amount;
    }
    this.choices.crowded = [];
    this.settling = amount !== undefined;
    return true;
  }
}

module.exports = { Chooser };
