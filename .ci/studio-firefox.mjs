// The lessons of the studio in Firefox, walked through by keys alone, with axe-core at
// every step of the first, and at the beginning and end of the others; and one of them in the
// single file, from a disk:  node .ci/studio-firefox.mjs ADDRESS AXE PUPPETEER FILE
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [address, axeFile, puppeteerFile, single] = process.argv.slice(2);
const { default: puppeteer } = await import(pathToFileURL(puppeteerFile).href);
const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr", headless: true, timeout: 0, protocolTimeout: 0, args: ["--width=1440", "--height=900"] });
const axe = readFileSync(axeFile, "utf8");
let wrong = 0;
const fail = (text) => { wrong++; console.error(`FAILED: ${text}`); };

const page = await browser.newPage();
page.setDefaultTimeout(0); // who called this bounds it: nothing fails for coming late
await page.setViewport({ width: 1440, height: 900 });
page.on("console", (m) => { if (m.type() === "error") fail(`console: ${m.text()}`); });
page.on("pageerror", (e) => fail(`exception: ${e.message}`));

async function violations(what) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`));
  for (const v of found) fail(`${what}: ${v}`);
}

// to moves the focus by Tab until it is on an element.
async function to(id) {
  for (let i = 0; i < 150; i++) {
    if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`#${id} cannot be reached by Tab`);
}

// walk goes through a lesson by keys alone, from the first screen to the debrief.
async function walk(lesson, everyStep, studio = address) {
  await page.goto("about:blank");
  await page.goto(`${studio}#v=home&l=en`);
  await page.waitForSelector(`#lesson-${lesson}`);
  await to(`lesson-${lesson}`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#lesson-begin");
  await violations(`${lesson}: its page`);
  await to("lesson-begin");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#lesson");
  let step = 1;
  for (; await page.$("#step-next"); step++) {
    if (everyStep) await violations(`${lesson}: step ${step}`);
    await to("step-next");
    await page.keyboard.press("Enter");
    await page.waitForFunction((n) => document.getElementById("lesson")?.innerText.includes(`step ${n} of`), {}, step + 1);
  }
  await violations(`${lesson}: step ${step}`);
  if (!(await page.$("#debrief"))) fail(`${lesson}: the last step has no debrief`);
  return step;
}

await page.goto(`${address}#v=home&l=en`);
await page.waitForSelector("[id^=lesson-]");
const lessons = await page.evaluate(() => [...document.querySelectorAll("[id^=lesson-]")].map((e) => e.id.replace("lesson-", "")));
if (lessons.length < 6) fail(`only ${lessons.length} lessons are offered`);
let steps = 0;
for (const [i, lesson] of lessons.entries()) steps += await walk(lesson, i === 0);
steps += await walk(lessons[0], false, pathToFileURL(single).href);
if (process.env.RAPPORT_STUDIO_PICTURES) await page.screenshot({ path: `${process.env.RAPPORT_STUDIO_PICTURES}/firefox.png` });
console.log(`${await browser.version()}: ${lessons.length} lessons and one in the single file, ${steps} steps by keys`);
await browser.close();
process.exit(wrong ? 1 : 0);
