// Questions answer in place: an option says whether it is right, and the right one unfolds why. The
// page counts, here and from visit to visit.

import { known, record } from "./progress.js";

export function quizzes() {
  const { chapter } = document.querySelector("main").dataset;
  const all = document.querySelectorAll(".quiz");
  all.forEach((quiz, number) => {
    const answer = quiz.querySelector(".answer");
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    const counted = document.createElement("p");
    counted.className = "counted";
    quiz.append(said, counted);
    let tries = 0;

    quiz.querySelectorAll(".options > li").forEach((option, i) => {
      const letter = String.fromCharCode(65 + i);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "choose";
      button.setAttribute("aria-label", `${letter}: ${option.textContent.trim()}`);
      button.addEventListener("click", () => {
        const right = Boolean(option.dataset.right);
        if (!option.dataset.chosen && !quiz.querySelector("[data-chosen=right]")) tries++;
        option.dataset.chosen = right ? "right" : "wrong";
        said.textContent = right ? `${letter} is right.` : `${letter} is not it.`;
        if (!right) return;
        answer.open = true;
        if (chapter) record.answered(chapter, number + 1, tries);
        const answered = Object.keys(known().quizzes[chapter] ?? {}).filter((n) => n <= all.length).length;
        if (answered) counted.textContent = `${answered} of ${all.length} questions of this chapter answered.`;
      });
      option.append(button);
    });
  });
}
