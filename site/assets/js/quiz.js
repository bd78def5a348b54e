// Questions answer in place: each says whether the reader has it right, and then unfolds why. The page
// counts, and what was answered is there again on the next visit.

import { button, make } from "./make.js";
import { answered, choices, record } from "./progress.js";
import { choose } from "./quiz/choose.js";
import { order } from "./quiz/order.js";
import { type } from "./quiz/type.js";

const kinds = { choose, order, type }; // each: see quiz/choose.js

export function quizzes() {
  const { chapter } = document.querySelector("main").dataset;
  const all = [...document.querySelectorAll(".quiz")];
  const before = chapter ? choices(chapter) : {};
  const counts = all.map(() => make("p", { class: "counted" }));

  // count says below a question how many have been answered, and nowhere else.
  const count = (number) => {
    const n = chapter ? answered(chapter, all.length) : 0;
    counts.forEach((counted, i) => (counted.textContent = n && i === number ? `${n} of ${all.length} questions of this chapter answered.` : ""));
  };

  all.forEach((quiz, number) => {
    const answer = quiz.querySelector(".answer");
    const said = make("p", { class: quiz.dataset.kind === "choose" ? "unseen" : "said", role: "status" });
    let tries = 0;
    const tried = (given, right, says) => {
      const first = right && !quiz.dataset.answered;
      tries++;
      said.textContent = says;
      again.hidden = false;
      if (chapter) record.answered(chapter, number + 1, given, first && tries);
      if (!right) return;
      quiz.dataset.answered = "yes";
      answer.open = true;
      count(number);
    };
    const asked = kinds[quiz.dataset.kind](quiz, tried);
    const again = button("Try again", () => {
      tries = 0;
      asked.clear();
      said.textContent = "";
      again.hidden = true;
      answer.open = false;
      delete quiz.dataset.answered;
      if (chapter) record.answered(chapter, number + 1, "");
      quiz.querySelector(".choose, .reply :is(button, textarea), .lines button").focus();
    }, { class: "again", hidden: true });
    answer.before(make("div", { class: "retry" }, said, again));
    quiz.append(counts[number]);

    const given = before[number + 1] === undefined && chapter && answered(chapter, all.length, number + 1) ? asked.right : before[number + 1];
    if (typeof given !== "string" || !given) return;
    again.hidden = false;
    if (asked.show(given)) quiz.dataset.answered = "yes";
  });
  count(all.findLastIndex((quiz) => quiz.dataset.answered));
}
