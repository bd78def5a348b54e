// Command lines, as far as the page understands them: go run of the chapter, with words after it.

// argv returns the arguments of the one program that runs all the commands: the words of each,
// and after it & when it runs in the background, else ; when there are several.
export function argv(commands, chapter) {
  const args = ["chapter"];
  for (const { text, background } of commands) {
    const [go, run, folder, ...rest] = words(text);
    if (go !== "go" || run !== "run" || folder?.replace(/\/$/, "") !== `./chapters/${chapter}`) {
      throw new Error(`this page can run: go run ./chapters/${chapter}, and what you like after it`);
    }
    args.push(...rest);
    if (background) args.push("&");
    else if (commands.length > 1) args.push(";");
  }
  return args;
}

// words splits a line as a shell does, as far as quotes and backslashes go. What a shell would make
// something else of is refused: see Words in site/internal/terminal.
export function words(line) {
  const list = [];
  let word;
  let quote = "";
  let escaped = false;
  if (line.includes("\n")) throw new Error("this is several lines, and a command is one: leave the one that you want to run");
  for (const c of line) {
    if (escaped) {
      word += quote && !'$`"\\'.includes(c) ? `\\${c}` : c;
      escaped = false;
    } else if (c === "\\" && quote !== "'") {
      word ??= "";
      escaped = true;
    } else if (quote) {
      if (c === quote) quote = "";
      else if (quote === '"' && "$`".includes(c)) throw new Error(`there is no shell here that would know what ${c} means`);
      else word += c;
    } else if (c === "'" || c === '"') {
      word ??= "";
      quote = c;
    } else if (/\s/.test(c)) {
      if (word !== undefined) list.push(word);
      word = undefined;
    } else if ("|<>;&$`*?(){}[]!".includes(c) || ("~#".includes(c) && word === undefined)) {
      throw new Error(`there is no shell here that would know what ${c} means`);
    } else {
      word = (word ?? "") + c;
    }
  }
  if (quote || escaped) throw new Error("a quote is not closed");
  if (word !== undefined) list.push(word);
  return list;
}
