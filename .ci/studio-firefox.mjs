// A lesson of the studio in Firefox, walked through by keys alone, with axe-core at
// every step:  node .ci/studio-firefox.mjs ADDRESS AXE PUPPETEER
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [address, axeFile, puppeteerFile] = process.argv.slice(2);
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

await page.goto(`${address}#v=home&l=en`);
await page.waitForSelector("#lesson-repaired-confrontation");
await to("lesson-repaired-confrontation");
await page.keyboard.press("Enter");
await page.waitForSelector("#lesson-begin");
await violations("the lesson's page");
await to("lesson-begin");
await page.keyboard.press("Enter");
await page.waitForSelector("#lesson");
let steps = 1;
for (; await page.$("#step-next"); steps++) {
  await violations(`step ${steps}`);
  await to("step-next");
  await page.keyboard.press("Enter");
  await page.waitForFunction((n) => document.getElementById("lesson")?.innerText.includes(`step ${n} of`), {}, steps + 1);
}
await violations(`step ${steps}`);
if (!(await page.$("#debrief"))) fail("the last step has no debrief");
if (process.env.RAPPORT_STUDIO_PICTURES) await page.screenshot({ path: `${process.env.RAPPORT_STUDIO_PICTURES}/firefox.png` });
console.log(`${await browser.version()}: ${steps} steps by keys`);
await browser.close();
process.exit(wrong ? 1 : 0);
