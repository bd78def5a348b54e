// Giving an edit to somebody else, and taking one.

import { pack } from "./link.js";
import { button, make } from "../make.js";

// share shows a link that carries the reader's changes, and copies it.
export async function share(panel, draft, more) {
  panel.element.querySelector(".shared")?.remove();
  if (!draft.changes.size) return panel.say("There is nothing to share yet: the files are the book's.");
  const address = new URL(location.href);
  address.hash = await pack({ ...more, files: draft.files() });
  const field = make("input", { type: "text", readonly: true, value: address.href, "aria-label": "Link to your changes" });
  const said = make("p", { role: "status" });
  panel.status.parentElement.after(make("div", { class: "shared" }, field, said));
  field.focus();
  field.select();
  let how = "Copy the link: it has your changes in it.";
  try {
    await navigator.clipboard.writeText(address.href);
    how = "The link with your changes is copied.";
  } catch {
    // then the reader copies it
  }
  said.textContent = `${how} Whoever opens it sees them, and nothing runs before they press the button.`;
}

// banner says that what is in the editor came with a link.
export function banner(panel, draft) {
  const made = make("div", { class: "from-link" },
    make("p", {}, "These changes came with a link. Nothing of it runs until you press the button, and your own version stays as it was."),
    button("Keep them as mine", () => {
      draft.keep();
      history.replaceState(null, "", location.pathname + location.search);
      made.remove();
      panel.say("Kept in this browser.");
      panel.code.focus();
    }));
  return made;
}
