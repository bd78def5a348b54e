// How far the reader has come: chapters read, questions answered, exercises solved. It stays in this
// browser; see the page Progress.

import { get, set } from "./store.js";

const name = "progress"; // {read: {chapter: day}, quizzes: {chapter: {question: tries}}, choices: {chapter: {question: answer}}, exercises: {chapter: {number: day}}}

export function known() {
  const { read = {}, quizzes = {}, choices = {}, exercises = {} } = get(name) ?? {};
  return { read, quizzes, choices, exercises };
}

// keep keeps all of it, or forgets it when it is undefined.
export function keep(all) {
  set(name, all);
}

// answered returns how many questions of a chapter have been answered, of those that it has now; or, of one of them, whether it has.
export function answered(chapter, questions, one) {
  return Object.keys(known().quizzes[chapter] ?? {}).filter((n) => n <= questions && (!one || Number(n) === one)).length;
}

// choices returns what the reader has answered in a chapter, by question: the letters of the options that were chosen, those
// of lines in their order, or what was typed; nothing after "Try again".
export function choices(chapter) {
  return known().choices[chapter] ?? {};
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

  // answered notes what was given as an answer to a question, and, when it is right, after how many tries.
  answered(chapter, question, given, tries) {
    change((all) => {
      (all.choices[chapter] ??= {})[question] = given;
      if (tries) (all.quizzes[chapter] ??= {})[question] ??= tries;
    });
  },

  // exercise says whether an exercise is solved, and notes it when it is now.
  exercise(chapter, number, solved) {
    if (solved && !known().exercises[chapter]?.[number]) change((all) => ((all.exercises[chapter] ??= {})[number] = today()));
    return Boolean(known().exercises[chapter]?.[number]);
  },
};

// place returns where the reader was last: {chapter, hash, section}, of which the last two may be missing.
export function place() {
  const last = get("place");
  return typeof last?.chapter === "string" ? last : undefined;
}

// placeIn returns where the reader stopped in a chapter: {hash, section}, or undefined.
export function placeIn(chapter) {
  return get("places")?.[chapter];
}

// at notes where the reader is, when there has been time to look. Who comes back to the top of a chapter has still
// stopped where they stopped.
let later;
export function at(chapter, hash, section) {
  clearTimeout(later);
  later = setTimeout(() => {
    const places = get("places") ?? {};
    if (hash) places[chapter] = { hash, section };
    set("places", places);
    set("place", { chapter, ...places[chapter] });
  }, 1000);
}

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
