// Sets the book that is in FOLDER, with Typst: node engine.js FOLDER MODULES.
//
// It writes book.pdf, and says in answer.json what the engine complained of, how many pages there are, and
// what the design has to tell about them. The book is set again, up to ROUNDS times, while the design
// finds what does not fit: choices.json tells it what was found until then.
const fs = require("fs"), path = require("path");
const [, , folder, modules, rounds] = process.argv;
const { NodeCompiler } = require(path.join(modules, "@myriaddreamin", "typst-ts-node-compiler"));

const file = name => path.join(folder, name);
const write = (name, value) => fs.writeFileSync(file(name), JSON.stringify(value));
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [file("fonts")] }] });

const complaints = error => (error ? compiler.fetchDiagnostics(error) : []).map(d => ({
  file: path.relative(folder, d.path || folder), line: d.range ? d.range.start.line + 1 : 0,
  said: [d.message, ...(d.hints || [])].join("; "),
}));
const end = answer => { write("answer.json", answer); process.exit(0); };

const choices = { crowded: [], steady: false };
for (let round = 1; ; round++) {
  write("choices.json", choices);
  const result = compiler.compile({ mainFilePath: file("book.typ"), resetRead: true });
  if (result.hasError()) end({ complaints: complaints(result.takeError() || result.takeDiagnostics()) });
  const doc = result.result, warnings = complaints(result.takeWarnings());
  const told = label => compiler.query(doc, { selector: `<${label}>`, field: "value" });
  const crowded = told("crowded").filter(note => !choices.crowded.includes(note));
  const restless = !choices.steady && warnings.some(w => w.said.startsWith("layout did not converge"));
  if (round < +rounds && (crowded.length || restless)) {
    choices.crowded.push(...crowded);
    choices.steady ||= restless;
    continue;
  }
  const answer = { pages: doc.numOfPages, rounds: round, choices, complaints: warnings, places: told("places")[0] };
  if (crowded.length) answer.complaints.push({ file: "", line: 0, said: "notes without room: " + crowded });
  try {
    fs.writeFileSync(file("book.pdf"), compiler.pdf(doc, { creationTimestamp: 0, pdfStandard: "ua-1" }));
  } catch (e) { // its text is a list of diagnostics, whose places are numbers that mean nothing here
    const said = [...String(e.message).matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map(m => JSON.parse(`"${m[1]}"`));
    for (const s of said.length ? said : [String(e.message)]) answer.complaints.push({ file: "", line: 0, said: s });
  }
  end(answer);
}
