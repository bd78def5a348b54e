// Questions answer in place: an option says whether it is right, and the right one unfolds why.

export function quizzes() {
  for (const quiz of document.querySelectorAll(".quiz")) {
    const answer = quiz.querySelector(".answer");
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    quiz.append(said);

    quiz.querySelectorAll(".options > li").forEach((option, i) => {
      const letter = String.fromCharCode(65 + i);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "choose";
      button.setAttribute("aria-label", `${letter}: ${option.textContent.trim()}`);
      button.addEventListener("click", () => {
        const right = Boolean(option.dataset.right);
        option.dataset.chosen = right ? "right" : "wrong";
        said.textContent = right ? `${letter} is right.` : `${letter} is not it.`;
        if (right) answer.open = true;
      });
      option.append(button);
    });
  }
}
