// Sets the book that is in FOLDER, with Typst: node engine.js FOLDER MODULES [settle].
//
// It writes book.pdf, and says in answer.json what the engine complained of, how many pages there are, and
// what the design has to tell about them. choices.json tells the design what earlier rounds have shown, and
// settled.json what "settle" has found out before.
const fs = require("fs"), path = require("path");
const [, , folder, modules, settle] = process.argv;
const { NodeCompiler } = require(path.join(modules, "@myriaddreamin", "typst-ts-node-compiler"));
const { Chooser } = require("./chooser.js");

const file = name => path.join(folder, name);
const write = (name, value) => fs.writeFileSync(file(name), JSON.stringify(value));
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [file("fonts")] }] });

const complaints = error => (error ? compiler.fetchDiagnostics(error) : []).map(d => ({
  file: path.relative(folder, d.path || folder), line: d.range ? d.range.start.line + 1 : 0,
  said: [d.message, ...(d.hints || [])].join("; "),
}));
const unplaced = said => ({ file: "", line: 0, said });
const end = answer => { write("answer.json", answer); process.exit(0); };

const chooser = new Chooser(JSON.parse(fs.readFileSync(file("settled.json"))), settle === "settle");
for (let round = 1; ; round++) {
  write("choices.json", chooser.choices);
  const result = compiler.compile({ mainFilePath: file("book.typ"), resetRead: true });
  if (result.hasError()) end({ complaints: complaints(result.takeError() || result.takeDiagnostics()) });
  const doc = result.result, warnings = complaints(result.takeWarnings());
  const told = label => compiler.query(doc, { selector: `<${label}>`, field: "value" });
  const again = chooser.learn({
    crowded: told("crowded"), fill: told("fill")[0],
    restless: warnings.some(w => w.said.startsWith("layout did not converge")),
  });
  if (again) {
    compiler.evictCache(1);
    continue;
  }
  const answer = { pages: doc.numOfPages, rounds: round, complaints: warnings, places: told("places")[0], settled: chooser.choices };
  for (const note of told("crowded")) answer.complaints.push(unplaced(`note ${note} has no room`));
  compiler.evictCache(0); // it is set: what would set it again faster is in the way now
  try {
    fs.writeFileSync(file("book.pdf"), compiler.pdf(doc, { creationTimestamp: 0, pdfStandard: "ua-1" }));
  } catch (e) { // its text is a list of diagnostics, whose places are numbers that mean nothing here
    const said = [...String(e.message).matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map(m => JSON.parse(`"${m[1]}"`));
    answer.complaints.push(...(said.length ? said : [String(e.message)]).map(unplaced));
  }
  end(answer);
}
