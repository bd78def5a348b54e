// The editor on the program of a chapter, with a terminal below it that runs what the reader has made
// of it.

import { bookOf, foreground } from "../cell/command.js";
import { make } from "../make.js";
import { Builder } from "./builder.js";
import { Panel } from "./panel.js";
import { show } from "./show.js";
import { banner, share } from "./share.js";

export class Program {
  constructor(toolchain, draft, files, what) {
    Object.assign(this, { toolchain, draft, what });
    const elsewhere = "The page’s program is made without this file, which is for other systems. Here it is for reading.";
    this.panel = new Panel({
      label: "Editor", action: "Run", draft,
      files: files.map(({ file, text, runs }) => ({
        file, text, fixed: !runs, why: runs ? undefined : elsewhere, name: runs ? undefined : `${file.split("/").pop()} (not in the page)`,
      })),
      on: {
        changed: () => this.what.changed?.(),
        run: () => this.what.cell.press(),
        share: () => share(this.panel, this.draft, { at: this.panel.file, command: bookOf(foreground(this.what.figure)) }),
        close: () => this.close(true),
      },
    });
    this.builder = new Builder(toolchain, this.panel, draft);
  }

  async start() {
    const { what, panel, draft } = this;
    const { cell } = what;
    if (what.link) panel.element.prepend(banner(panel, draft));
    what.place(panel.element);
    const file = what.file ?? this.guess();
    for (const changed of draft.changes.keys()) if (panel.files.has(changed)) panel.open(changed);
    panel.open(file, what.line);
    if (what.link) panel.compare(true);
    const run = `go run ./chapters/${what.chapter}`;
    panel.foot.replaceChildren(`Built in this page, with ${this.toolchain.version}; Ctrl-Enter runs it; Esc and then Tab leaves the text. The page has one thread, no signals and no network but its own: for those, in your own terminal, `, make("code", {}, run), ".");
    cell.builder = {
      make: () => this.builder.make((toolchain, files, heard) => toolchain.build({ chapter: what.chapter, files, heard })),
      changes: () => this.draft.changes,
      cancel: () => this.builder.cancel(),
      running: (yes) => {
        panel.running(yes);
        if (yes) show(what.figure);
      },
    };
    show(panel.element);
    panel.code.focus();
    this.builder.early(panel.action, what.link).then((there) => there && !cell.building && this.toolchain.warm(what.chapter));
  }

  // guess returns the file that has the program which the terminal's command runs.
  guess() {
    const main = this.draft.book.get(`chapters/${this.what.chapter}/main.go`) ?? "";
    const name = (/^go run \S+\s+([a-z][\w-]*)/.exec(this.command()) ?? /Name: "([^"]+)"/.exec(main))?.[1] ?? "";
    const own = [...this.draft.book].filter(([file]) => file.startsWith(`chapters/${this.what.chapter}/`));
    const named = own.find(([file]) => file.endsWith(`/${name.replaceAll("-", "_")}.go`));
    const says = own.find(([, text]) => name && text.includes(`Name: "${name}"`));
    return (named ?? says ?? own.find(([file]) => file.endsWith("/main.go")) ?? own[0])[0];
  }

  command() {
    return foreground(this.what.figure)?.dataset.command ?? "";
  }

  close(back) {
    const { cell, button, removed } = this.what;
    cell.release();
    this.panel.close();
    removed?.();
    this.what.closed();
    if (back) button?.focus();
  }
}
