// What is chosen from round to round: which notes stand in the text, which figures go to the foot of a page, and
// how much space a chapter gives or takes between its blocks.
const amounts = [0, 1.6, -1.6, 3, -3, 0.8, -0.8, 2.3, -2.3]; // in points
const few = 0.4; // what looks no worse than this is good enough
const enough = 16; // pages of a chapter whose sections try amounts of their own
const worth = 0.1; // how bad such a page looks at least

// looks returns how bad the pages of a chapter look, each as a number, 0 for one that has nothing to be mended.
function looks({ from, to, figures, top, bottom, line, ends }, first, [last, end]) {
  const bad = { [last]: end - top < 9 * line ? 3 : 0 };
  for (let page = first; page < last; page++) {
    bad[page] = 0;
    const low = Math.min(bottom, ...figures.filter(([, p, y]) => p === page && y > (top + bottom) / 2).map(([, , y]) => y));
    let hole = 0;
    if (low < bottom) hole = low - 17 - Math.max(top, ...to.filter(([p, y]) => p === page && y < low).map(([, y]) => y)) - 4;
    else if (to.some(([p], i) => p > page && from[i][0] <= page)) continue; // a text goes on overleaf, so it is full
    else hole = bottom - 4 - Math.max(top, ...to.filter(([p]) => p === page).map(([, y]) => y));
    const fill = 1 - Math.max(0, hole) / (bottom - top);
    bad[page] = Math.max(0, 0.95 - fill) + (fill < 0.78 ? 2 : 0);
  }
  return bad;
}

// parting returns the figures that stand at the top of a page on which a listing goes on.
function parting({ code, figures }) {
  const parts = (page, y) => code.some(([[from], [to, end]]) => from < page && (page < to || page === to && y < end));
  return figures.filter(([, page, y]) => parts(page, y)).map(([id]) => id);
}

const without = (all, known) => all.filter(id => !known.includes(id));
const of = chapter => id => id.startsWith(chapter + "-");

class Chooser {
  // A chooser takes what was found before, or tries amounts when it is to settle that.
  constructor(settled, settle) {
    this.choices = settle ? { give: settled.give, crowded: [], low: [], steady: false } : settled;
    this.tries = settle ? {} : null; // of each chapter: what is still to be tried, and the best so far
  }

  // learn notes what a round has shown, and reports whether there is to be another.
  learn({ crowded, restless, fill }) {
    const notes = without(crowded, this.choices.crowded), low = without(parting(fill), this.choices.low);
    if (this.tries) return this.#settle(fill, notes, low);
    if (!notes.length && !low.length && (!restless || this.choices.steady)) return false;
    this.choices.crowded.push(...notes);
    this.choices.low.push(...low);
    this.choices.steady ||= restless;
    return true;
  }

  // #settle has each chapter that could look better try other amounts: first for all of it, then for the sections
  // that end on its bad pages. At the end all take their best, and the whole book is set.
  #settle(fill, notes, low) {
    const { choices } = this;
    choices.starts ||= Object.fromEntries(fill.chapters.map(([id, , folio]) => [id, folio]));
    const trial = [];
    fill.chapters.forEach(([id, first], i) => {
      const its = this.tries[id] ||= { rest: [], best: null, done: new Set(), name: id };
      const mine = key => key === id || of(id)(key), others = key => !mine(key);
      const news = [notes.filter(mine), low.filter(mine)];
      choices.crowded.push(...news[0]);
      choices.low.push(...news[1]);
      if (news.flat().length === 0) {
        const bad = looks(fill, first, fill.ends[i]), sum = Object.values(bad).reduce((a, b) => a + b);
        if (!its.best || sum < its.best.sum - 0.01) {
          if (its.best && sum < its.best.sum - 1) its.rest = []; // a short page less: on to the next
          const give = Object.fromEntries(Object.entries(choices.give).filter(([key]) => mine(key)));
          if (!its.best) its.rest = amounts.filter(amount => amount !== (give[id] || 0)).map(amount => ({ [id]: amount }));
          its.best = { sum, bad, give, first, sections: fill.sections.filter(([key]) => mine(key)), crowded: choices.crowded.filter(mine), low: choices.low.filter(mine) };
        }
        if (its.best.sum < few) return;
        if (its.rest.length === 0) its.rest = sectionTries(its);
        if (its.rest.length === 0) return;
        const without = entries => Object.fromEntries(Object.entries(entries).filter(([key]) => others(key)));
        choices.give = { ...without(choices.give), ...its.best.give, ...its.rest.shift() };
        choices.crowded = choices.crowded.filter(others);
        choices.low = choices.low.filter(others);
      }
      trial.push(id);
    });
    if (trial.length) {
      choices.trial = trial;
      return true;
    }
    const all = Object.values(this.tries).map(({ best }) => best);
    this.choices = {
      give: Object.assign({}, ...all.map(({ give }) => give)),
      crowded: all.flatMap(({ crowded }) => crowded), low: all.flatMap(({ low }) => low), steady: false,
    };
    this.tries = null;
    return true;
  }
}

// sectionTries returns amounts for the section that a page of a chapter ends in, and for the two before: for the
// page that looks worst, of those that have not had theirs, or none.
function sectionTries({ best: { bad, give, first, sections }, done, name }) {
  for (const page of Object.keys(bad).sort((a, b) => bad[b] - bad[a])) {
    if (bad[page] < worth || done.has(page - first) || done.size === enough) continue;
    done.add(page - first);
    const near = sections.filter(([, from]) => from <= page).slice(-3).reverse();
    const tries = near.flatMap(([id]) => {
      const now = give[id] ?? give[name] ?? 0;
      return amounts.filter(amount => amount !== now).map(amount => ({ [id]: amount }));
    });
    if (tries.length) return tries;
  }
  return [];
}

module.exports = { Chooser, looks, parting };
