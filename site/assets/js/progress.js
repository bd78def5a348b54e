// How far the reader has come: chapters read, questions answered, exercises solved. It stays in this
// browser; see the page Progress.

import { get, set } from "./store.js";

const name = "progress"; // {read: {chapter: day}, quizzes: {chapter: {question: tries}}, exercises: {chapter: {number: day}}}

export function known() {
  const { read = {}, quizzes = {}, exercises = {} } = get(name) ?? {};
  return { read, quizzes, exercises };
}

// keep keeps all of it, or forgets it when it is undefined.
export function keep(all) {
  set(name, all);
}

// answered returns how many questions of a chapter have been answered, of those that it has now.
export function answered(chapter, questions) {
  return Object.keys(known().quizzes[chapter] ?? {}).filter((n) => n <= questions).length;
}

function change(how) {
  const all = known();
  how(all);
  keep(all);
}

export const today = () => new Date().toISOString().slice(0, 10);

export const record = {
  read(chapter) {
    if (!known().read[chapter]) change((all) => (all.read[chapter] = today()));
  },

  // answered notes that a question has been answered rightly, with how many tries.
  answered(chapter, question, tries) {
    change((all) => ((all.quizzes[chapter] ??= {})[question] ??= tries));
  },

  // exercise says whether an exercise is solved, and notes it when it is now.
  exercise(chapter, number, solved) {
    if (solved && !known().exercises[chapter]?.[number]) change((all) => ((all.exercises[chapter] ??= {})[number] = today()));
    return Boolean(known().exercises[chapter]?.[number]);
  },
};

// reading notes that a chapter has been read when its end has been in sight for a moment.
export function reading() {
  const chapter = document.querySelector("main")?.dataset.chapter;
  const end = document.querySelector("main .pager");
  if (!chapter || !end || !window.IntersectionObserver) return;
  let timer;
  new IntersectionObserver(([entry]) => {
    clearTimeout(timer);
    if (entry.isIntersecting) timer = setTimeout(() => record.read(chapter), 1000);
  }).observe(end);
}
