// Between a panel and the toolchain: fetches it, formats what the reader has changed, and shows what
// the compiler thinks of that.

import { keep } from "./keep.js";

export class Builder {
  constructor(toolchain, panel, draft) {
    this.toolchain = toolchain;
    this.panel = panel;
    this.draft = draft;
  }

  // load fetches the toolchain. It returns whether that went well.
  async load() {
    const { toolchain, panel } = this;
    if (toolchain.loaded) return true;
    try {
      panel.progress({ done: 0, total: toolchain.size, what: "fetching the compiler" });
      await toolchain.load((state) => panel.progress(state));
      panel.ready();
      keep();
      return true;
    } catch (error) {
      panel.ready();
      panel.say(`The compiler could not be fetched (${error.message}). Are you offline? Running tries again.`);
      return false;
    }
  }

  // early fetches it before it is needed, unless the reader pays for every byte, or has come by a link to
  // look at something: action is what fetches it then. It returns whether it is there.
  async early(action, link) {
    const { toolchain, panel } = this;
    if (!navigator.connection?.saveData && !link) return this.load();
    if (!toolchain.loaded) panel.say(`${action} fetches the compiler: ${Math.ceil(toolchain.size / 1e6)} MB, once.`);
    return false;
  }

  // make resolves with the program that build makes, or with nothing when it cannot, and says why.
  async make(build) {
    const { panel, toolchain } = this;
    if (!(await this.load())) return undefined;
    const wrong = await this.format();
    panel.blame(wrong);
    if (wrong.length) {
      panel.say(count(wrong.length, "error"));
      return undefined;
    }
    let made;
    const told = this.compiling();
    try {
      made = await build(toolchain, this.draft.files(), told.heard);
    } catch (error) {
      panel.say(`The compiler has failed: ${error.message}`);
      return undefined;
    } finally {
      told.end();
    }
    if (made.program) {
      panel.say(`Compiled in ${(made.ms / 1000).toFixed(1)} s.`);
      return made.program;
    }
    panel.blame(made.errors);
    panel.say(made.errors.length ? count(made.errors.length, "error") : made.text === "stopped" ? "Stopped." : made.text);
    return undefined;
  }

  // compiling says how far a build is, until end is called.
  compiling() {
    const { panel, toolchain } = this;
    const begun = performance.now();
    const first = toolchain.built ? "" : " The first time takes about ten seconds, beside other work longer.";
    panel.compiling(first);
    const tick = setInterval(() => panel.tick(Math.round((performance.now() - begun) / 1000)), 1000);
    return {
      heard: (doing) => panel.compiling(first, doing),
      end() {
        clearInterval(tick);
        panel.bar.hidden = true;
      },
    };
  }

  // format formats the changed files, and returns what is wrong in those that are no Go.
  async format() {
    const { panel, draft, toolchain } = this;
    const wrong = [];
    for (const [file, text] of [...draft.changes]) {
      if (!file.endsWith(".go")) continue;
      const { text: formatted, errors } = await toolchain.format(file, text);
      if (errors) wrong.push(...errors);
      else if (formatted !== text && draft.text(file) === text) { // and not typed in meanwhile
        panel.code.replace(file, formatted);
        draft.change(file, formatted);
      }
    }
    panel.mark();
    return wrong;
  }

  cancel() {
    this.toolchain.cancel();
    this.panel.say("Stopped.");
  }
}

export function count(n, what) {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}
