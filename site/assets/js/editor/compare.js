// What a reader has written beside what the book has: in two columns, or in one where there is no room for two.

import { basicSetup } from "codemirror";
import { go } from "@codemirror/lang-go";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { make } from "../make.js";
import { colours, look } from "./look.js";

const collapseUnchanged = { margin: 4, minSize: 8 };

// comparison returns an element that shows two texts of a file side by side, and what differs.
export function comparison({ name, yours, ours }) {
  const wide = matchMedia("(min-width: 62rem)").matches;
  const element = make("div", { class: "two", role: "group", "aria-label": `${name}: yours and ours` });
  const place = make("div", { class: "code" });
  const root = place.attachShadow({ mode: "open" });
  const heads = wide ? [make("b", {}, "Yours"), make("b", {}, "Ours")] : [make("b", {}, "Ours, and what it has instead of yours")];
  element.append(make("p", { class: "heads" }, ...heads), place);
  const setup = (label) => [
    basicSetup, EditorState.tabSize.of(4), EditorView.lineWrapping, EditorState.readOnly.of(true),
    syntaxHighlighting(HighlightStyle.define(colours(tags))), go(), look(EditorView),
    EditorView.contentAttributes.of({ "aria-label": `${name}, ${label}, for reading`, tabindex: "0" }),
  ];
  if (wide) {
    const view = new MergeView({
      parent: root, root, collapseUnchanged,
      a: { doc: yours, extensions: setup("yours") },
      b: { doc: ours, extensions: setup("ours") },
    });
    Object.assign(view.dom.style, { maxHeight: "inherit", overflow: "auto" });
  } else {
    new EditorView({ parent: root, root, doc: ours, extensions: [...setup("ours"), unifiedMergeView({ original: yours, mergeControls: false, collapseUnchanged })] });
  }
  return element;
}
