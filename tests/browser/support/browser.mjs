// A browser for the tests, and pages that report what should not happen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Chromium with a profile of its own, which goes with it. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: ARGUMENTS });

const pages = new Map();

/** A page for these options: one that was used before, because a new one costs most of a test's time. */
const pageFor = async (browser, options) => {
  const known = JSON.stringify(options);
  if (!pages.has(known)) {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 900, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    page.on("console", (message) => {
      if (/security policy|trusted/i.test(message.text())) page.complaints.push(message.text());
    });
    page.on("dialog", (dialog) => {
      page.complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    pages.set(known, page);
  }
  return pages.get(known);
};

/** Opens an address; `complaints` of the page then holds what broke the policy or was thrown. */
export const open = async (browser, url, { isReady = true, ...options } = {}, prepare = () => {}) => {
  const page = await pageFor(browser, options);
  await prepare(page);
  await page.context().setOffline(false);
  await page.goto("about:blank");
  page.complaints = [];
  await page.goto(url);
  if (isReady && options.javaScriptEnabled !== false) await page.locator("sco-search [role=combobox]").first().waitFor();
  return page;
};

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with a page. */
export const wrongs = async (page) => {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
  );
};

/** Keeps a picture where SCO_SHOTS names a folder. */
export const shoot = async (page, name) => {
  if (process.env.SCO_SHOTS) await page.screenshot({ path: join(process.env.SCO_SHOTS, `${name}.png`), fullPage: true });
};
