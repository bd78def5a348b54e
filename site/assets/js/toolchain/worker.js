// A worker that owns the compiler and the linker. The page says {load: {exec, compile, link, bundles,
// language}}, addresses all but the last; it answers {read} for the bytes that come, and at last {ready}.
// Then {steps, bundles}: bundles that these need besides, and packages in an order in which each has what it imports:
//
//	{path: "slowpoetry/code/socket", folder: "code/socket", files: {"poller.go": "…"},
//	 imports: ["slowpoetry/code/trace"], embeds: {}}
//
// of which the last is the program. It says {doing: {what, at, of}} when it begins with a package, or at last with the
// program, which is the last of so many. The answer is {program, bytes, compiled}: the program as a module
// and as a file, and the folders of what was compiled; or {failed, printed}, where failed is the folder
// of the package. What has not changed is not compiled again.

import { Disk } from "./disk.js";
import { run } from "./tool.js";
import { limit } from "./limit.js";
import { fetched, compiled } from "./fetch.js";

const disk = new Disk();
const root = "/slowpoetry"; // where the book is, in the file system of the tools
let archives = new Map(); // of the bundles: where they are, by import path
let modules;
let language;

let before = Promise.resolve(); // what was asked for earlier: one thing is done after another, on the one disk
let asked = 0; // how often something was

self.onmessage = ({ data }) => {
  asked++;
  before = before.then(() => answer(data));
};

async function answer(data) {
  try {
    if (data.load) await load(data.load);
    else {
      await Promise.all(data.bundles.map(more));
      const built = await build(data.steps);
      self.postMessage(built, built.bytes ? [built.bytes.buffer] : []);
      if (built.program) rest();
    }
  } catch (error) {
    self.postMessage({ broken: error.message });
  }
}

async function load(from) {
  language = from.language;
  importScripts(from.exec);
  const heard = (read) => self.postMessage({ read });
  disk.makeFolder("/tmp");
  const [compile, link] = await Promise.all([
    compiled(from.compile, heard), compiled(from.link, heard),
    ...from.bundles.map(async (bundle) => unpack(new Uint8Array(await (await fetched(bundle, heard)).arrayBuffer()))),
  ]);
  modules = { compile, link };
  self.postMessage({ ready: true });
}

const had = new Set(); // bundles that only some programs need

async function more(bundle) {
  if (had.has(bundle)) return;
  unpack(new Uint8Array(await (await fetched(bundle, () => {})).arrayBuffer()));
  had.add(bundle);
}

// unpack puts the archives of a bundle in their places: see the Go that packs them.
function unpack(bundle) {
  const length = new DataView(bundle.buffer).getUint32(0, true);
  let at = 4 + length;
  for (const [path, size] of JSON.parse(new TextDecoder().decode(bundle.subarray(4, at)))) {
    const file = `/archives/${path}.a`;
    disk.write(file, bundle.subarray(at, at + size));
    archives.set(path, file);
    at += size;
  }
}

const made = new Map(); // packages that were compiled here, by folder: {step, seen, interface, version}
let version = 0; // of what importers can see of a package

async function build(steps) {
  const own = new Map(archives);
  const compiled = [];
  const of = steps.length + 1;
  for (const [i, step] of steps.entries()) {
    const file = `/built/${step.folder}.a`;
    const before = made.get(step.folder);
    const seen = step.imports.map((path) => steps.find((other) => other.path === path)).filter(Boolean)
      .map((other) => made.get(other.folder).version).join();
    if (!before || before.seen !== seen || JSON.stringify(before.step) !== JSON.stringify(step)) {
      made.delete(step.folder);
      self.postMessage({ doing: { what: step.folder, at: i + 1, of } });
      const { status, printed } = await compilePackage(step, file, own);
      if (status) return { failed: step.folder, printed };
      const shown = interfaceOf(disk.read(file));
      const same = before && before.interface === shown;
      made.set(step.folder, { step, seen, interface: shown, version: same ? before.version : ++version });
      compiled.push(step.folder);
    }
    own.set(step.path, file);
  }
  last = { step: steps.at(-1), own };
  self.postMessage({ doing: { what: "the program", at: of, of } });
  const { status, printed } = await linkProgram(last);
  if (status) return { failed: last.step.folder, printed };
  const bytes = limit(disk.read("/built/program"));
  disk.remove("/built/program");
  return { program: await WebAssembly.compile(bytes), bytes, compiled };
}

// Browsers make fast what has run for a while. So when nothing was asked for in a while, the program that
// was made last is made again, in vain, until the tools are as fast as they will be.
const enough = 3; // builds: a fourth is hardly faster
const quiet = 700; // milliseconds: a program takes some of them to start
let last; // {step, own}: the program that was made last, and where what it imports is
let builds = 0;

function rest() {
  builds++;
  const own = asked;
  setTimeout(() => {
    if (own === asked) before = before.then(() => again(own)).catch(() => {});
  }, quiet);
}

async function again(own) {
  const heard = () => new Promise((resolve) => setTimeout(resolve)).then(() => own !== asked); // somebody who does not want to wait
  for (; builds < enough; builds++) {
    await compilePackage(last.step, "/built/again.a", last.own);
    if (await heard()) return;
    await linkProgram(last);
    if (await heard()) return;
  }
}

// compilePackage compiles as the go command does. Positions are what they are in the programs that
// come with the book: slowpoetry/code/socket/poller.go:12.
async function compilePackage({ path, folder, files, embeds, name }, to, own) {
  const where = `${root}/${folder}`;
  disk.remove(where);
  for (const [file, text] of Object.entries(files)) disk.write(`${where}/${file}`, text);
  disk.makeFolder(to.slice(0, to.lastIndexOf("/")));
  config(own);
  const more = [];
  if (Object.keys(embeds).length) {
    const places = Object.values(embeds).flat().map((file) => [file, `${where}/${file}`]);
    disk.write("/embedcfg", JSON.stringify({ Patterns: embeds, Files: Object.fromEntries(places) }));
    more.push("-embedcfg", "/embedcfg");
  }
  disk.folder = where;
  return run(modules.compile, disk, [
    "compile", "-o", to, "-trimpath", `${where}=>slowpoetry/${folder}`, "-p", name ?? path, `-lang=${language}`, "-complete",
    "-nolocalimports", "-dwarf=false", "-importcfg", "/importcfg", ...more, "-pack",
    ...Object.keys(files).filter((file) => file.endsWith(".go")).map((file) => `./${file}`),
  ]);
}

function linkProgram({ step, own }) {
  config(own);
  disk.folder = "/";
  return run(modules.link, disk, [
    "link", "-o", "/built/program", "-importcfg", "/importcfg", "-buildmode=exe", "-s", "-w", ...(step.link ?? []), `/built/${step.folder}.a`,
  ]);
}

// config says which archives there are.
function config(own) {
  disk.write("/importcfg", [...own].map(([path, file]) => `packagefile ${path}=${file}\n`).join(""));
}

// interfaceOf returns what importers see of a package: the first part of its archive, without the
// line that identifies it.
function interfaceOf(archive) {
  const head = new TextDecoder("latin1").decode(archive.subarray(8, 68));
  const part = new TextDecoder("latin1").decode(archive.subarray(68, 68 + Number(head.slice(48, 58))));
  return part.slice(part.indexOf("\n$$"));
}
