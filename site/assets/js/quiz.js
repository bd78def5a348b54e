// Questions answer in place: an option says whether it is right, and the right one unfolds why. The
// page counts, and what was chosen is there again on the next visit.

import { button, make } from "./make.js";
import { answered, choices, record } from "./progress.js";

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
    const said = make("p", { class: "unseen", role: "status" });
    quiz.append(said, counts[number]);
    const options = [...quiz.querySelectorAll(".options > li")];
    let chosen = "";
    const letter = (i) => String.fromCharCode(65 + i);
    const mark = (i) => {
      const right = Boolean(options[i].dataset.right);
      if (!chosen.includes(letter(i))) chosen += letter(i);
      options[i].dataset.chosen = right ? "right" : "wrong";
      return right;
    };
    options.forEach((option, i) => {
      const choose = () => {
        const open = !quiz.querySelector("[data-chosen=right]");
        const right = mark(i);
        said.textContent = right ? `${letter(i)} is right.` : `${letter(i)} is not it.`;
        if (chapter) record.chosen(chapter, number + 1, chosen, right && open);
        if (!right) return;
        answer.open = true;
        count(number);
      };
      option.append(button("", choose, { class: "choose", "aria-label": `${letter(i)}: ${option.textContent.trim()}` }));
    });
    for (const one of String(before[number + 1] ?? "")) if (options[one.charCodeAt(0) - 65]) mark(one.charCodeAt(0) - 65);
    if (chapter && answered(chapter, all.length, number + 1)) mark(options.findIndex((option) => option.dataset.right));
  });
  count(all.findLastIndex((quiz) => quiz.querySelector("[data-chosen=right]")));
}
