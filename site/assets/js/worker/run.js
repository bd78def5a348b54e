// A worker that runs one Go program and is thrown away. The page may end it at any time, which no
// program can prevent.
//
// The page says {exec} early, to have the glue of Go ready, and then {module, argv, speed},
// and patient for tests: see files.js. While the program runs: {speed}, {paused}, {step}. What it hears is said in outlet.js,
// and at the end {status}.

import { Clock } from "./clock.js";
import { Files } from "./files.js";
import { Outlet } from "./outlet.js";
import { enter } from "./go.js";
import { seed } from "./random.js";

let clock;

self.onmessage = ({ data }) => {
  if (data.exec && !self.Go) importScripts(data.exec);
  if (data.module) start(data);
  if (data.speed !== undefined) clock?.setSpeed(data.speed);
  if (data.paused !== undefined) clock?.setPaused(data.paused);
  if (data.step) clock?.step();
};

async function start({ module, argv, speed, patient }) {
  const go = new self.Go();
  go.argv = argv;
  go.env = { HOME: "/", TMPDIR: "/tmp" };
  clock = new Clock(go, speed);
  const outlet = new Outlet(clock);
  const files = new Files(outlet, patient);
  files.install();
  seed(go, 1);
  const status = await enter(go, module, clock, {
    report: (text) => files.complain(text),
    owes: () => files.owed > 0,
  });
  outlet.end(status);
}
