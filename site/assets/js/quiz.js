// Questions answer in place: an option says whether it is right, and the right one unfolds why. The
// page counts, here and from visit to visit.

import { button, make } from "./make.js";
import { answered, record } from "./progress.js";

export function quizzes() {
  const { chapter } = document.querySelector("main").dataset;
  const all = document.querySelectorAll(".quiz");
  all.forEach((quiz, number) => {
    const answer = quiz.querySelector(".answer");
    const said = make("p", { class: "unseen", role: "status" });
    const counted = make("p", { class: "counted" });
    quiz.append(said, counted);
    let tries = 0;

    quiz.querySelectorAll(".options > li").forEach((option, i) => {
      const letter = String.fromCharCode(65 + i);
      const choose = () => {
        const right = Boolean(option.dataset.right);
        if (!option.dataset.chosen && !quiz.querySelector("[data-chosen=right]")) tries++;
        option.dataset.chosen = right ? "right" : "wrong";
        said.textContent = right ? `${letter} is right.` : `${letter} is not it.`;
        if (!right) return;
        answer.open = true;
        if (chapter) record.answered(chapter, number + 1, tries);
        const n = answered(chapter, all.length);
        if (n) counted.textContent = `${n} of ${all.length} questions of this chapter answered.`;
      };
      option.append(button("", choose, { class: "choose", "aria-label": `${letter}: ${option.textContent.trim()}` }));
    });
  });
}
