// Edits in Firefox. Reads {modules, firefox, waiting, address, story, input}, where story is a function of the
// page, and writes what that returned.

import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { modules, firefox, waiting, address, story, input } = JSON.parse(await text(process.stdin));
const puppeteer = createRequire(modules)("puppeteer-core");

// Whoever has started this knows how long is too long.
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true, timeout: 0, protocolTimeout: 0 });
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  await page.evaluateOnNewDocument(waiting);
  await page.goto(address, { waitUntil: "load", timeout: 0 });
  process.stdout.write(JSON.stringify(await page.evaluate(`(${story})(${JSON.stringify(input)})`)));
} finally {
  await browser.close();
}
