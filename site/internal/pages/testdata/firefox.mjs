// Presses Run in Firefox. Reads {modules, firefox, waiting, press, pages: [{address, terminals}]} from its
// input, where press is a function of the page that takes the number of a terminal, and writes
// what that returned, as a list for each page.

import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { modules, firefox, waiting, press, pages } = JSON.parse(await text(process.stdin));
const puppeteer = createRequire(modules)("puppeteer-core");

// Whoever has started this knows how long is too long.
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true, timeout: 0, protocolTimeout: 0 });
try {
  const all = [];
  for (const { address, terminals } of pages) {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    await page.evaluateOnNewDocument(waiting);
    await page.goto(address, { waitUntil: "load", timeout: 0 });
    const list = [];
    for (const number of terminals) list.push(await page.evaluate(`(${press})(${number})`));
    all.push(list);
    await page.close();
  }
  process.stdout.write(JSON.stringify(all));
} finally {
  await browser.close();
}
