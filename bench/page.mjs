// Lighthouse and axe over a running demo: node page.mjs PORT. The papers are
// reached by their host names, which browsers take for this machine.
// Exits 1 if a score is below 100, a violation is found, or a page is too heavy.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const base = (title) => `http://${title}.localhost:${process.argv[2]}`;
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  executablePath: process.env.CHROME_PATH,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
let failed = 0;
const check = (good, line) => {
  console.log(`${good ? "ok  " : "FAIL"} ${line}`);
  if (!good) failed++;
};

// story returns the address of the first story on a title's front.
async function story(title) {
  const page = await browser.newPage();
  await page.goto(`${base(title)}/`);
  const href = await page.$eval("main h3 a", (a) => a.href);
  await page.close();
  return href;
}

const pages = [];
for (const title of ["courier", "tageblatt"]) {
  pages.push([`${title} front`, `${base(title)}/`], [`${title} story`, await story(title)]);
}
pages.push(["courier section", `${base("courier")}/world/`], ["not found", `${base("courier")}/world/nothing`]);

for (const [name, url] of pages) {
  for (const width of [390, 1280]) {
    for (const scheme of ["light", "dark"]) {
      const page = await browser.newPage();
      await page.setBypassCSP(true); // axe is injected; the policy itself is tested elsewhere
      await page.setViewport({ width, height: 900, isMobile: width < 600, hasTouch: width < 600 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(url);
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      const found = result.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
      check(found.length === 0, `axe ${name} ${width} px ${scheme}: ${found.length} violations ${found.join("; ")}`);
      check(overflow <= 0, `overflow ${name} ${width} px ${scheme}: ${Math.max(0, overflow)} px`);
      await page.close();
    }
  }
}

for (const [name, url] of pages.slice(0, 4)) {
  // The median of three: one run's score moves with the load of the machine.
  const port = Number(new URL(browser.wsEndpoint()).port);
  const runs = [];
  for (let n = 0; n < 3; n++) runs.push((await lighthouse(url, { port, output: "json", logLevel: "error" })).lhr);
  runs.sort((a, b) => a.categories.performance.score - b.categories.performance.score);
  const lhr = runs[1];
  const scores = ["performance", "accessibility", "best-practices", "seo"].map((id) => Math.round(lhr.categories[id].score * 100));
  const poor = Object.values(lhr.audits).filter((a) => a.score !== null && a.score < 0.9 && a.scoreDisplayMode === "binary").map((a) => a.id);
  check(scores.every((s) => s === 100), `lighthouse mobile ${name}: ${scores.join("/")} ${poor.join(" ")}`);
  const items = lhr.audits["network-requests"].details.items;
  const bytes = items.filter((i) => i.resourceType !== "Image").reduce((n, i) => n + i.transferSize, 0);
  check(bytes <= 50 * 1024, `weight ${name}: ${bytes} bytes without pictures, ${items.length} requests`);
  check(lhr.audits["cumulative-layout-shift"].numericValue <= 0.01, `layout shift ${name}: ${lhr.audits["cumulative-layout-shift"].numericValue}`);
}
await browser.close();
process.exit(failed ? 1 : 0);
