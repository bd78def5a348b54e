// The Go toolchain in the page. To import this costs next to nothing; all else comes with load.
//
//	await toolchain.load(({ done, total, what }) => …);
//	const { program, errors, text } = await toolchain.build({ chapter: "02-slow-poetry", files: { "code/socket/poller.go": "…" } });

import * as parts from "@params";
import { Book, Plan, Cycle } from "./plan.js";
import { Reader } from "./gofile.js";
import { problems } from "./messages.js";

export { results, running } from "./results.js";

const address = (name) => new URL(name, location.href).href;
const fetchedFirst = ["compile", "link", "gofile", "standard", "book"];

// size is how many bytes load fetches.
export const size = fetchedFirst.reduce((sum, name) => sum + parts.sizes[name], 0);

// version is that of the Go that builds: "go1.26.8".
export const version = parts.go;

// loaded says whether there is nothing more to fetch.
export let loaded = false;

const reader = new Reader();
let loading;
let tools; // the worker that compiles
const waiting = []; // for an answer of it: {resolve, heard}, in the order in which they asked
let round = 0; // what began in an earlier one was cancelled
const heard = { done: 0, listeners: new Set() };

// load fetches what builds, unless that was done, and resolves when it is ready. It calls onprogress with
// {done, total, what} now and then: bytes, and in words what is being done.
export function load(onprogress) {
  if (onprogress) heard.listeners.add(onprogress);
  loading ??= start().then(() => {
    loaded = true;
    heard.listeners.clear();
  }, (error) => {
    loading = undefined; // another try may go better
    tools?.terminate();
    heard.done = 0;
    throw error;
  });
  return loading;
}

async function start() {
  const count = (bytes) => {
    heard.done += bytes;
    const what = heard.done < size ? "fetching the compiler" : "getting ready";
    for (const tell of heard.listeners) tell({ done: Math.min(heard.done, size), total: size, what });
  };
  await Promise.all([
    startTools(count),
    reader.load({ worker: address(parts.reader), exec: address(parts.exec), gofile: address(parts.gofile) }, count),
  ]);
}

function startTools(count) {
  tools = new Worker(address(parts.worker));
  return new Promise((ready, failed) => {
    tools.onerror = (event) => failed(new Error(event.message || "the compiler does not start"));
    tools.onmessage = ({ data }) => {
      if (data.read) count?.(data.read);
      else if (data.ready) ready();
      else if (data.doing) waiting[0]?.heard?.(data.doing);
      else if (waiting.length) waiting.shift().resolve(data);
      else failed(new Error(data.broken));
    };
    tools.postMessage({
      load: {
        exec: address(parts.exec), compile: address(parts.compile), link: address(parts.link),
        bundles: [address(parts.standard), address(parts.book)], language: parts.language,
      },
    });
  });
}

const texts = new Map();

// text returns a promise of the texts of "code", or of a chapter.
function text(name) {
  if (!texts.has(name)) {
    const got = parts.sources[name] === undefined ? Promise.reject(new Error(`there is no program in ${name}`))
      : fetch(address(parts.sources[name])).then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return response.json();
      });
    got.catch(() => texts.delete(name));
    texts.set(name, got);
  }
  return texts.get(name);
}

async function book(chapter) {
  return new Book(...(await Promise.all([text("code"), text(chapter.split("/")[0])])));
}

// sources resolves with the files that the program of a chapter is made of, as the book has them: {files,
// exercises}. A chapter, here and in what follows, may be the folder of another program in it too:
// "02-slow-poetry/quiz/halves". A file is {file, text, runs}; where runs is false the page's program is made without it.
// Those of the chapter come first. An exercise is {folder, files, tests, solution}.
export async function sources(chapter) {
  const all = await book(chapter);
  const files = [...all.reaches(`chapters/${chapter}`).values()].flatMap(({ files }) => files);
  return { files, exercises: [...all.exercises.values()] };
}

// format resolves with {text}, as gofmt has it, or {errors}.
export async function format(file, text) {
  await load();
  const read = await reader.read(text);
  return read.errors ? { errors: read.errors.map((error) => ({ file, ...error })) } : { text: read.text };
}

// build resolves with {program, bytes, compiled, ms}: the chapter's program with the reader's files in the place
// of the book's (null for one that is removed), as a WebAssembly.Module and as a file; the folders of the packages
// that were compiled for it; and how long that took. Or else it resolves with {errors, text}. Meanwhile it calls heard
// with {what, at, of}: the package that is being compiled, and which it is of how many; the last one is the program.
export function build({ chapter, files = {}, heard }) {
  return made(chapter, files, heard, (plan) => plan.add(`chapters/${chapter}`, true));
}

// buildTest does so with the tests of an exercise.
export function buildTest({ exercise, files = {}, heard }) {
  return made(exercise.split("/")[1], files, heard, (plan) => plan.addTest(exercise));
}

const stopped = { errors: [], text: "stopped" };

// built says whether anything has been built yet: the first time takes longest.
export let built = false;

async function made(chapter, files, heard, add) {
  const own = round;
  await load();
  const begun = performance.now();
  const unread = [];
  const plan = new Plan(await book(chapter), files, async (file, text) => {
    const read = await reader.read(text);
    for (const error of read.errors ?? []) unread.push({ file, ...error });
    return read;
  });
  try {
    await add(plan);
  } catch (error) {
    if (!(error instanceof Cycle)) throw error;
    return { errors: [{ file: Object.keys(files)[0], line: 1, column: 1, message: error.message }], text: error.message };
  }
  if (unread.length) return { errors: unread, text: unread.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n") };
  if (own !== round) return stopped;
  const answer = await new Promise((resolve) => {
    waiting.push({ resolve, heard });
    const only = parts.only[chapter.split("/")[0]];
    tools.postMessage({ steps: plan.steps, bundles: only ? [address(only)] : [] });
  });
  if (answer === stopped) return stopped;
  if (answer.broken) return { errors: [], text: `the compiler has broken down: ${answer.broken}` };
  if (!answer.program) return problems(answer.printed, answer.failed);
  built = true;
  const { program, bytes, compiled } = answer;
  return { program, bytes, compiled, ms: performance.now() - begun };
}

// cancel ends the builds that go on, whatever they do: they resolve with {errors: [], text: "stopped"}. The
// toolchain is there again soon, from what the browser keeps.
export function cancel() {
  round++;
  if (!waiting.length) return;
  tools.terminate();
  for (const { resolve } of waiting.splice(0)) resolve(stopped);
  loaded = false;
  loading = startTools().then(() => {
    loaded = true;
  }, (error) => {
    loading = undefined;
    throw error;
  });
}

// warm makes the chapter's program once in vain, when nothing else is to be done: the next build is then
// a later one. It fetches the texts of the other chapters, too, which are small, for days without a network.
export async function warm(chapter) {
  await load();
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 300));
  await new Promise((done) => idle(done));
  await build({ chapter }).catch(() => {});
  for (const name of Object.keys(parts.sources)) await text(name).catch(() => {});
}
