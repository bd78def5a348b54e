// What has to be compiled for a program: its own package, those packages of the book that the reader
// has changed, and those that import one of them.

const module = "slowpoetry";

// A Book is the texts of the library and of one chapter: see internal/wasm/sources.go.
export class Book {
  constructor(...texts) {
    this.packages = new Map(texts.flatMap(({ packages }) => packages ?? []).map((one) => [one.folder, one]));
    this.exercises = new Map(texts.flatMap(({ exercises }) => exercises ?? []).map((one) => [one.folder, one]));
  }

  // reaches returns the packages that a package is made of, itself included.
  reaches(folder, found = new Map()) {
    const one = this.packages.get(folder);
    if (!one || found.has(folder)) return found;
    found.set(folder, one);
    one.imports.forEach((path) => this.reaches(folderOf(path), found));
    return found;
  }
}

// A Plan is a list of steps in the making: see worker.js. Files are what the reader has changed, by
// name; null is a file that the reader has removed. read says what is in a file of Go.
export class Plan {
  steps = [];
  states = new Map(); // of folders: true where they are among the steps

  constructor(book, files, read) {
    this.book = book;
    this.read = read;
    this.changes = new Map(); // by folder: texts by name
    for (const [file, text] of Object.entries(files)) {
      const folder = this.home(file);
      if (!this.changes.has(folder)) this.changes.set(folder, {});
      this.changes.get(folder)[file.slice(folder.length + 1)] = text;
    }
  }

  // home returns the folder of the package that a file is part of: for a poem, that of the program
  // that has it inside.
  home(file) {
    for (const one of this.book.packages.values()) {
      if (one.files.some((has) => has.file === file)) return one.folder;
    }
    return file.slice(0, file.lastIndexOf("/"));
  }

  // add puts a package among the steps, after those that it imports, if it is needed there: because
  // of a change, or because always says so. It returns whether it is.
  async add(folder, always = false) {
    const state = this.states.get(folder);
    if (state === "begun") throw new Cycle(folder);
    if (state !== undefined) return state;
    this.states.set(folder, "begun");
    const one = this.book.packages.get(folder);
    const files = Object.fromEntries((one?.files ?? []).filter(({ runs }) => runs).map(({ file, text }) => [file.slice(folder.length + 1), text]));
    let changed = always;
    for (const [name, text] of Object.entries(this.changes.get(folder) ?? {})) {
      if (files[name] === undefined && (one?.files.some(({ file }) => file === `${folder}/${name}`) || !isProgram(name))) continue;
      if (files[name] === (text ?? undefined)) continue;
      changed = true;
      if (text === null) delete files[name];
      else files[name] = text;
    }
    const paths = changed ? await this.imports(folder, files) : (one?.imports ?? []);
    for (const path of paths.filter(ofBook)) if (await this.add(folderOf(path))) changed = true;
    if (changed && Object.keys(files).length) {
      const main = one ? one.main : false;
      this.steps.push({ path: `${module}/${folder}`, name: main ? "main" : undefined, folder, files, imports: paths, embeds: one?.embeds ?? {} });
    } else changed = false;
    this.states.set(folder, changed);
    return changed;
  }

  // addTest puts an exercise among the steps, its tests, and the program that runs these.
  async addTest(folder) {
    const { files, tests } = this.book.exercises.get(folder);
    const texts = Object.fromEntries([...files, ...tests].map(({ file, text }) => [file.slice(folder.length + 1), text]));
    Object.assign(texts, this.changes.get(folder));
    const path = `${module}/${folder}`;
    const parts = { [path]: {}, [`${path}_test`]: {} };
    const called = { [path]: { tests: [], examples: [] }, [`${path}_test`]: { tests: [], examples: [] } };
    const imports = { [path]: new Set(), [`${path}_test`]: new Set() };
    for (const [name, text] of Object.entries(texts)) {
      if (text === null) continue;
      const read = await this.read(`${folder}/${name}`, text);
      const part = read.package?.endsWith("_test") ? `${path}_test` : path;
      parts[part][name] = text;
      read.imports?.forEach((one) => imports[part].add(one));
      if (!name.endsWith("_test.go")) continue;
      called[part].tests.push(...(read.tests ?? []));
      called[part].examples.push(...(read.examples ?? []));
    }
    for (const part of Object.keys(parts)) {
      if (!Object.keys(parts[part]).length) continue;
      const paths = [...imports[part]];
      for (const other of paths.filter(ofBook)) if (other !== path) await this.add(folderOf(other));
      this.steps.push({ path: part, folder: folderOf(part), files: parts[part], imports: paths, embeds: {} });
    }
    const used = Object.keys(parts).filter((part) => called[part].tests.length + called[part].examples.length);
    this.steps.push({
      path: `${path}.test`, name: "main", folder: `${folder}.test`, files: { "main.go": runner(used.map((part) => [part, called[part]])) },
      imports: used, embeds: {}, link: ["-X", "testing.testBinary=1"],
    });
  }

  async imports(folder, files) {
    const found = new Set();
    for (const [name, text] of Object.entries(files)) {
      if (!isProgram(name)) continue;
      const read = await this.read(`${folder}/${name}`, text);
      read.imports?.forEach((path) => found.add(path));
    }
    return [...found];
  }
}

// A Cycle is a package that imports itself in the end.
export class Cycle extends Error {
  constructor(folder) {
    super(`import cycle not allowed: ${module}/${folder} imports itself, by way of others`);
    this.folder = folder;
  }
}

function folderOf(path) {
  return path.slice(module.length + 1);
}

function ofBook(path) {
  return path.startsWith(`${module}/`);
}

function isProgram(name) {
  return name.endsWith(".go") && !name.endsWith("_test.go") && !name.includes("/");
}

// runner returns the program that runs tests, as go test makes one.
function runner(parts) {
  const list = (kind, line) => parts.flatMap((part, i) => part[1][kind].map((one) => `\t${line(one, `p${i}`)},\n`)).join("");
  return `package main

import (
	"regexp"
	"testing"

${parts.map(([path], i) => `\tp${i} ${JSON.stringify(path)}\n`).join("")})

var tests = []testing.InternalTest{
${list("tests", (name, p) => `{Name: "${name}", F: ${p}.${name}}`)}}

var examples = []testing.InternalExample{
${list("examples", ({ name, output, unordered }, p) => `{Name: "${name}", F: ${p}.${name}, Output: ${JSON.stringify(output)}, Unordered: ${unordered}}`)}}

func main() { testing.Main(regexp.MatchString, tests, nil, examples) }
`;
}
