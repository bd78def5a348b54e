// What the compiler and the linker say, taken apart.

// problems returns the errors in what a tool printed about the package in a folder, and the text as
// a terminal would have it.
export function problems(printed, folder) {
  const errors = [];
  const text = [];
  for (const line of printed.trimEnd().split("\n")) {
    const [, name, number, column, words] = /^(?:\.\/)?([^\s:]+\.go):(\d+)(?::(\d+))?: (.*)$/.exec(line) ?? [];
    if (!name) {
      text.push(line);
      if (/^\t/.test(line) && errors.length) errors.at(-1).message += `\n${line.trim()}`; // it goes on
      continue;
    }
    const file = name.startsWith("slowpoetry/") ? name.slice("slowpoetry/".length) : `${folder}/${name}`;
    const message = said(words);
    errors.push({ file, line: Number(number), column: Number(column ?? 1), message });
    text.push(`${file}:${number}${column ? `:${column}` : ""}: ${message}`);
  }
  return { errors, text: text.join("\n") };
}

// said says some things better: the compiler does not know where it is.
function said(message) {
  const missing = /^could not import (\S+) \(/.exec(message);
  if (!missing) return message;
  const [, path] = missing;
  if (path.startsWith("slowpoetry/")) return `the book has no package ${path}`;
  return path.includes(".") ? `package ${path} is not part of the standard library, and this page has no others` : `package ${path} is not in this page: in your own terminal it is`;
}
