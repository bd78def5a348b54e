// The page Progress: shows what is kept in this browser, and takes it elsewhere.

import { device } from "./device.js";
import { answered, keep, known, today } from "./progress.js";
import { make } from "./make.js";
import { get, names, set } from "./store.js";

const kind = "slow-poetry-progress";

keeping(document.querySelector(".progress-page"));
device(document.querySelector(".device"));

function keeping(page) {
  const mine = page.querySelector(".keeping");
  const done = mine.querySelector(".done");
  const input = mine.querySelector("input[type=file]");
  const on = {
    export() {
      const edits = Object.fromEntries(names("edit:").map((name) => [name, get(name)]));
      const text = JSON.stringify({ kind, version: 1, day: today(), progress: known(), edits }, null, 1);
      const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      make("a", { href, download: "slow-poetry-progress.json" }).click();
      setTimeout(() => URL.revokeObjectURL(href), 10000);
      done.textContent = "Exported as slow-poetry-progress.json.";
    },
    import() {
      input.click();
    },
    reset(button) {
      if (!button.dataset.sure) {
        button.dataset.sure = "yes";
        button.textContent = "Really forget everything, your versions of files too";
        return;
      }
      keep(undefined);
      for (const name of [...names("edit:"), "place", "places"]) set(name, undefined);
      delete button.dataset.sure;
      button.textContent = "Forget everything";
      done.textContent = "Forgotten.";
      show(page);
    },
  };
  for (const button of mine.querySelectorAll("[data-do]")) button.addEventListener("click", () => on[button.dataset.do](button));
  input.addEventListener("change", async () => {
    try {
      done.textContent = take(JSON.parse(await input.files[0].text()));
    } catch {
      done.textContent = "That file is not one that this page has exported.";
    }
    input.value = "";
    show(page);
  });
  show(page);
  addEventListener("pageshow", () => show(page));
  addEventListener("storage", () => show(page));
}

// take adds what was exported to what is here. Where both have something, it stays as it is here.
function take({ kind: what, version, progress, edits }) {
  if (what !== kind || version !== 1) throw new Error("another kind of file");
  const here = known();
  for (const [chapter, day] of Object.entries(progress.read ?? {})) here.read[chapter] ??= String(day);
  for (const part of ["quizzes", "choices", "exercises"]) {
    for (const [chapter, those] of Object.entries(progress[part] ?? {})) here[part][chapter] = { ...those, ...here[part][chapter] };
  }
  keep(here);
  let files = 0;
  for (const [name, edit] of Object.entries(edits ?? {})) {
    if (!/^edit:[\w/-]+:[\w./-]+$/.test(name) || typeof edit?.text !== "string" || get(name)) continue;
    set(name, { text: edit.text, of: edit.of });
    files++;
  }
  return `Imported${files ? `, with ${files === 1 ? "a version of one file" : `versions of ${files} files`}` : ""}.`;
}

function show(page) {
  const { read, exercises } = known();
  const sum = { read: 0, chapters: 0, answered: 0, questions: 0, solved: 0, exercises: 0 };
  for (const row of page.querySelectorAll("[data-of]")) {
    const { of, questions } = row.dataset;
    const right = answered(of, Number(questions));
    row.querySelector("[data-read]").textContent = read[of] ? "✓" : "–";
    row.querySelector("[data-read]").setAttribute("aria-label", read[of] ? `read on ${read[of]}` : "not yet");
    row.querySelector("[data-answered]").textContent = questions === "0" ? "–" : `${right} of ${questions}`;
    sum.chapters++;
    sum.read += read[of] ? 1 : 0;
    sum.answered += right;
    sum.questions += Number(questions);
    for (const item of row.querySelectorAll("[data-number]")) {
      const solved = Boolean(exercises[of]?.[item.dataset.number]);
      item.dataset.solved = solved ? "yes" : "no";
      item.querySelector("a").setAttribute("aria-label", `${item.textContent.trim()}, ${solved ? "solved" : "not solved yet"}`);
      sum.exercises++;
      sum.solved += solved ? 1 : 0;
    }
  }
  page.querySelector(".summary").textContent = `${sum.read} of ${sum.chapters} chapters read, ${sum.answered} of ${sum.questions} questions answered, ${sum.solved} of ${sum.exercises} exercises solved.`;
}
