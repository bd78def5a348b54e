// What a run of tests has said, test by test.

// running is how the program of a test is run: told to mark what the framework says, so that nothing else is
// mistaken for that, and to give up after ten seconds, which at infinite speed are over in no time.
export const running = { argv: ["exercise.test", "-test.v=test2json", "-test.timeout=10s"], speed: Infinity, patient: true };

// results returns {name, status, ms, output} for each test, subtests included, in the order in which
// they began: status is "pass", "fail" or "skip". A test that did not come to its end has failed.
export function results(output) {
  const tests = new Map();
  let current;
  const test = (name) => {
    if (!tests.has(name)) tests.set(name, { name, status: "fail", ms: 0, output: "" });
    return (current = tests.get(name));
  };
  let ended = false;
  for (const line of output.replace(/\n$/, "").split("\n")) {
    const at = line.indexOf("\x16");
    const words = at < 0 ? line : line.slice(at + 1);
    const begins = /^=== (RUN|CONT|NAME|PAUSE)\s+(\S*)$/.exec(words);
    const ends = /^\s*--- (PASS|FAIL|SKIP): (\S+) \(([\d.]+)s\)$/.exec(words);
    if (at > 0 && current) current.output += `${line.slice(0, at)}\n`; // a line without an end
    if (begins) {
      if (begins[2]) test(begins[2]);
      else current = undefined;
    } else if (ends) {
      Object.assign(test(ends[2]), { status: ends[1].toLowerCase(), ms: Number(ends[3]) * 1000 });
    } else if (/^(PASS|FAIL)$/.test(words)) {
      ended = true;
    } else if (current && !(ended && /^exit status \d+$/.test(words))) {
      current.output += `${words}\n`;
    }
  }
  for (const one of tests.values()) one.output = tidy(one.output);
  return [...tests.values()];
}

// tidy takes away what says nothing to a reader.
function tidy(output) {
  return output.replace(/^ {4}/gm, "").replace(/\n+$/, "");
}
