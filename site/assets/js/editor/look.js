// How the editor looks: as the listings of the book do. The custom properties are the page's, and
// change with its colours.

export function colours(tags) {
  return [
    { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: "var(--code-keyword)" },
    { tag: [tags.typeName, tags.standard(tags.variableName)], color: "var(--code-keyword)" },
    { tag: [tags.string, tags.character, tags.special(tags.string)], color: "var(--code-string)" },
    { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
    { tag: [tags.comment], color: "var(--code-comment)" },
    { tag: [tags.function(tags.definition(tags.variableName)), tags.function(tags.definition(tags.propertyName))], color: "var(--strong)" },
  ];
}

export function look(EditorView) {
  return EditorView.theme({
    "&": { color: "var(--ink)", background: "var(--panel)", fontSize: "inherit", maxHeight: "var(--code-height)" },
    "&.cm-focused": { outline: "none" },
    "&.cm-focused::after": { content: "''", position: "absolute", inset: "0", zIndex: "250", border: "2px solid var(--spot)", pointerEvents: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", fontVariantLigatures: "none", lineHeight: "1.6", overflow: "auto", scrollbarWidth: "thin" },
    ".cm-content": { padding: "0.6rem 0", caretColor: "var(--strong)", tabSize: "4" },
    ".cm-line": { padding: "0 1rem 0 0.5rem" },
    ".cm-gutters": { background: "var(--panel)", color: "var(--faint)", border: "0" },
    ".cm-lineNumbers .cm-gutterElement": { fontSize: "0.88em", padding: "0 0.2rem 0 0.5rem" },
    ".cm-foldGutter .cm-gutterElement": { color: "var(--faint)" },
    ".cm-activeLine, .cm-activeLineGutter": { background: "color-mix(in srgb, var(--ink) 4%, transparent)" },
    ".cm-activeLineGutter": { color: "var(--soft)" },
    ".cm-cursor": { borderLeftColor: "var(--strong)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "light-dark(#cfe0e6, #2d4a56)" },
    ".cm-selectionMatch": { background: "color-mix(in srgb, var(--accent) 18%, transparent)" },
    "&.cm-focused .cm-matchingBracket": { background: "color-mix(in srgb, var(--accent) 22%, transparent)", outline: "0" },
    "&.cm-focused .cm-nonmatchingBracket": { background: "color-mix(in srgb, var(--wrong) 22%, transparent)" },
    ".cm-foldPlaceholder": { background: "none", border: "1px solid var(--line)", color: "var(--soft)" },
    ".cm-panels": { background: "var(--raised)", color: "var(--ink)", fontFamily: "var(--sans)", borderColor: "var(--line)" },
    ".cm-panel.cm-search": { fontSize: "0.8125rem" },
    ".cm-textfield": { background: "var(--paper)", color: "var(--ink)", borderColor: "var(--edge)" },
    ".cm-button": { background: "var(--panel)", color: "var(--ink)", border: "1px solid var(--edge)" },
    ".cm-panel.cm-search [name=close]": { color: "var(--soft)" },
    ".cm-searchMatch": { background: "var(--mark)" },
    ".cm-searchMatch-selected": { background: "var(--mark)", outline: "1px solid var(--spot)" },
    ".cm-tooltip": { background: "var(--raised)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "4px", fontFamily: "var(--sans)", fontSize: "0.8125rem" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent)", color: "var(--paper)" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)" },
    ".cm-diagnostic": { whiteSpace: "pre-wrap" },
    ".cm-diagnostic-error": { borderLeftColor: "var(--wrong)" },
    ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--wrong)", textUnderlineOffset: "0.2em" },
    ".cm-lint-marker-error": { content: "none" },
    ".cm-lint-marker": { width: "0.6em", height: "0.6em", borderRadius: "50%", background: "var(--wrong)", marginTop: "0.5em" },
    ".cm-gutter-lint": { width: "1rem" },
    "@media (max-width: 40rem)": { ".cm-foldGutter": { display: "none !important" } }, // CodeMirror says !important as well
    ".cm-deletedChunk": { background: "color-mix(in srgb, var(--wrong) 10%, transparent)", paddingLeft: "0.5rem" },
    "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine": { background: "color-mix(in srgb, var(--right) 11%, transparent)" },
    "&.cm-merge-b .cm-changedText, .cm-changedText": { background: "color-mix(in srgb, var(--right) 24%, transparent)" },
    ".cm-deletedChunk .cm-deletedText": { background: "color-mix(in srgb, var(--wrong) 24%, transparent)" },
    "&.cm-merge-b .cm-changedLineGutter": { background: "var(--right)" },
    ".cm-deletedLineGutter": { background: "var(--wrong)" },
    ".cm-collapsedLines": { background: "var(--paper)", color: "var(--soft)", fontFamily: "var(--sans)" },
    ".cm-collapsedLines::before, .cm-collapsedLines::after": { content: "'…'" },
  });
}
