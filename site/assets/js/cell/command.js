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

// bookOf returns the command of a line of a terminal as the book has it, whatever the reader has made of it.
export function bookOf(line) {
  return (line.querySelector(".typed")?.dataset.book ?? line.dataset.command).replace(/\s*&$/, "");
}

// foreground returns that line of a terminal which the reader watches.
export function foreground(figure) {
  const lines = [...figure.querySelectorAll(".command")];
  return lines.findLast((line) => !line.dataset.background) ?? lines.at(-1);
}

// What means something to some shell where it stands unquoted, and what does between double quotes too.
const special = "|<>;&$`*?(){}[!";
const inside = "$`!";

// words splits a line as a shell does, as far as quotes and backslashes go. What a shell would make
// something else of is refused: see Words in site/internal/terminal, whose examples are the test of both.
// The words that a shell takes for its own grammar are no concern here: each command begins with go.
export function words(line) {
  const list = [];
  let word;
  let quote = "";
  let escaped = false;
  let before = ""; // the character before this one in the word
  if (line.includes("\n")) throw new Error("this is several lines, and a command is one: leave the one that you want to run");
  for (const c of line) {
    if (escaped) {
      word += quote && !'$`"\\'.includes(c) ? `\\${c}` : c;
      escaped = false;
      before = c;
    } else if (c === "\\" && quote !== "'") {
      word ??= "";
      escaped = true;
    } else if (quote && c === quote) {
      quote = "";
      before = c;
    } else if (quote) {
      if (quote === '"' && inside.includes(c)) throw theShells(c);
      word += c;
    } else if (c === "'" || c === '"') {
      word ??= "";
      quote = c;
    } else if (c === " " || c === "\t") {
      if (word !== undefined) list.push(word);
      word = undefined;
      before = "";
    } else if (
      special.includes(c) ||
      ("#^=~".includes(c) && word === undefined) ||
      (c === "~" && ["=", ":"].includes(before))
    ) {
      throw theShells(c);
    } else {
      word = (word ?? "") + c;
      before = c;
    }
  }
  if (quote || escaped) throw new Error("a quote is not closed");
  if (word !== undefined) list.push(word);
  return list;
}

function theShells(c) {
  return new Error(`there is no shell here that would know what ${c} means`);
}
