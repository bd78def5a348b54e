// The editor proper: CodeMirror, in the book's colours. It stands in a shadow root, since there it can
// have its styles without any in the page, which the page's policy forbids.

import { basicSetup } from "codemirror";
import { indentWithTab } from "@codemirror/commands";
import { go } from "@codemirror/lang-go";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { unifiedMergeView } from "@codemirror/merge";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { colours, look } from "./look.js";

const comparison = new Compartment();

export class Code {
  states = new Map(); // of the files that are not shown, with what can be undone in them

  // on has changed(file, text), for what the reader types, and run().
  constructor(on) {
    this.on = on;
    this.element = document.createElement("div");
    this.element.className = "code";
    const root = this.element.attachShadow({ mode: "open" });
    this.view = new EditorView({ parent: root, root });
  }

  // show shows a file, as it was left, or with a text when it has not been shown yet.
  show(file, text, { fixed = false, line } = {}) {
    if (file !== this.file) {
      if (this.file) this.states.set(this.file, this.view.state);
      this.file = file;
      this.view.setState(this.states.get(file) ?? this.state(file, text, fixed));
    }
    if (line) this.goTo(line);
  }

  state(file, text, fixed) {
    return EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (this.on.run(), true) }, indentWithTab]),
        basicSetup,
        indentUnit.of("\t"),
        EditorState.tabSize.of(4),
        EditorView.lineWrapping,
        EditorState.readOnly.of(fixed),
        syntaxHighlighting(HighlightStyle.define(colours(tags))),
        file.endsWith(".go") ? go() : [],
        lintGutter(),
        look(EditorView),
        comparison.of([]),
        EditorView.contentAttributes.of({ "aria-label": fixed ? `${file}, for reading` : file, tabindex: "0", spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
        EditorView.updateListener.of(({ docChanged, state }) => docChanged && this.on.changed(file, state.doc.toString())),
      ],
    });
  }

  goTo(line, column = 1) {
    const { doc } = this.view.state;
    const at = doc.line(Math.max(1, Math.min(line, doc.lines)));
    this.view.dispatch({
      selection: { anchor: at.from + units(at.text, column) },
      effects: EditorView.scrollIntoView(at.from, { y: "start", yMargin: 60 }),
    });
  }

  // replace puts another text in a file, and leaves alone what is the same before and after.
  replace(file, text) {
    const shown = file === this.file;
    const state = shown ? this.view.state : this.states.get(file);
    const old = state?.doc.toString();
    if (!state || old === text) return;
    let from = 0;
    let same = 0;
    while (from < Math.min(old.length, text.length) && old[from] === text[from]) from++;
    while (same < Math.min(old.length, text.length) - from && old[old.length - 1 - same] === text[text.length - 1 - same]) same++;
    const changes = { from, to: old.length - same, insert: text.slice(from, text.length - same) };
    if (shown) this.view.dispatch({ changes });
    else this.states.set(file, state.update({ changes }).state);
  }

  // mark shows the errors of the file on their lines.
  mark(errors) {
    const { state } = this.view;
    const marks = errors.filter(({ file }) => file === this.file).map(({ line, column, message }) => {
      const at = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)));
      const from = Math.min(at.from + units(at.text, column), at.to);
      const word = /^[\w.]+|^\S/.exec(state.doc.sliceString(from, at.to))?.[0].length ?? 0;
      return { from, to: from + word, severity: "error", message };
    });
    this.view.dispatch(setDiagnostics(state, marks));
  }

  // compare shows what differs from a text, or nothing of that when it is undefined.
  compare(original) {
    const view = original === undefined ? []
      : unifiedMergeView({ original, mergeControls: false, collapseUnchanged: { margin: 4, minSize: 8 } });
    this.view.dispatch({ effects: comparison.reconfigure(view) });
  }

  focus() {
    this.view.focus();
  }

  close() {
    this.view.destroy();
  }
}

// units returns how many characters, as JavaScript counts, are before a column, as Go counts: in bytes of
// UTF-8, from 1.
function units(text, column) {
  const bytes = new TextEncoder().encode(text).subarray(0, Math.max(0, column - 1));
  return new TextDecoder().decode(bytes).length;
}
