// The parameters of commands that are worth moving, and how far. What a program has of them, and with which
// defaults, its own help says.

const all = ["0s", "1ms", "2ms", "5ms", "10ms", "20ms", "30ms", "50ms", "70ms", "100ms", "150ms", "200ms", "300ms", "500ms", "700ms", "1s", "1.5s", "2s", "3s", "5s"];
const times = (from, to) => all.slice(all.indexOf(from), all.indexOf(to) + 1);
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

// ranges has the stops of each slider, by the name of the flag.
export const ranges = {
  delay: times("10ms", "1s"), // between two pieces of a poem
  bytes: ["10", "20", "30", "50", "70", "100", "150", "200", "300", "500", "1000"], // in a piece
  patience: times("50ms", "5s"),
  away: times("0s", "2s"),
  clock: times("20ms", "1s"),
  work: times("1ms", "500ms"),
  wait: times("0s", "1s"),
  every: times("1ms", "1s"),
  rest: times("0s", "500ms"),
  within: times("20ms", "2s"),
  stay: times("50ms", "2s"),
  for: times("50ms", "2s"),
  nap: times("1ms", "200ms"),
  pickup: times("0s", "200ms"),
  jobs: numbers(1, 10),
  pieces: numbers(1, 6),
  processors: numbers(1, 4),
  from: numbers(1, 10),
  seats: numbers(1, 6),
  visitors: numbers(1, 12),
  n: numbers(1, 8),
};

const poems = /((?: \d{5})+)$/; // the servers that a client asks, at the end of its command

// flags returns the flags that a help names, with their defaults, "" for those that are none.
export function flags(help) {
  const found = {};
  for (const [, name, text] of help.matchAll(/^ {2}-([a-z-]+).*\n((?: {4}\t.*\n?)*)/gm)) {
    found[name] = text.match(/\(default (\S+?)\)\s*$/)?.[1] ?? "";
  }
  return found;
}

// read returns what a command says of a flag, or undefined.
export function read(command, name) {
  return command.match(new RegExp(`\\s--?${name}[ =](\\S+)`))?.[1];
}

// write returns the command with a flag at a value.
export function write(command, name, value) {
  if (name === "poems") return command; // see ask
  const there = new RegExp(`(\\s--?${name}[ =])\\S+`);
  if (there.test(command)) return command.replace(there, `$1${value}`);
  return command.replace(/^(go run \S+(?: [a-z][a-z0-9-]*)?)/, `$1 -${name} ${value}`);
}

// ask returns the command with the first n of the servers that the book's asks.
export function ask(command, book, n) {
  const servers = book.match(poems)?.[1].trim().split(" ") ?? [];
  return command.replace(poems, "") + servers.slice(0, n).map((server) => ` ${server}`).join("");
}

// settings returns what of a command can be moved: {name, value, stops} each. The book's version of the command and the
// flags of its program are given.
export function settings(command, book, known) {
  const list = [];
  for (const name of Object.keys(ranges)) {
    if (!(name in known)) continue;
    const value = read(command, name) ?? (/\d/.test(known[name]) ? known[name] : "0s");
    const stops = ranges[name];
    const size = amount(value);
    if (Number.isNaN(size) || size < amount(stops[0]) || size > amount(stops.at(-1))) continue; // this one measures something else
    list.push({ name, value, stops: [...new Set([...stops, value])].sort((a, b) => amount(a) - amount(b)) });
  }
  const servers = book.match(poems)?.[1].trim().split(" ").length ?? 0;
  if (servers > 1) list.push({ name: "poems", value: String(command.match(poems)?.[1].trim().split(" ").length ?? 1), stops: numbers(1, servers) });
  return list;
}

// amount returns a duration in seconds, or a number, or NaN.
export function amount(text) {
  const [, number, unit] = text.match(/^(\d+(?:\.\d+)?)(ms|s|m|h|)$/) ?? [];
  return Number(number) * ({ ms: 0.001, m: 60, h: 3600 }[unit] ?? 1);
}

// sub returns the name of the program that a command runs, or undefined.
export function sub(command) {
  return command.match(/^go run \S+ ([a-z][a-z0-9-]*)/)?.[1];
}
