// The app in Chromium, watched: for the tests and for the bench.
//
// `cargo xtask browser` serves the built app and says in the environment where it and Chromium are.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const require = createRequire(path.join(root, ".tools/node/package.json"));
const { chromium } = require("playwright-core");

/** Where the built app is served, with a slash at the end. */
export const url = process.env.GROUNDPLAN_URL ?? "http://127.0.0.1:8080/";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A request that leaves the machine fails at once, and is then reported as such.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Starts the browser of the tests; the caller closes it. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: flags });
}

/** A page with the app, watched. */
export class App {
  /** What must not happen and did. */
  faults = [];

  static async open(browser, { at = "", context: settings = {}, before, errors = [] } = {}) {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
      ...settings,
    });
    if (before) await context.addInitScript(before);
    const app = new App(context, errors);
    await app.newPage(at);
    return app;
  }

  constructor(context, errors) {
    this.context = context;
    context.on("request", (request) => {
      const target = request.url();
      if (!target.startsWith(url) && !/^(data|blob|about):/.test(target)) {
        this.faults.push(`request leaves the origin: ${target}`);
      }
    });
    context.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !errors.some((pattern) => pattern.test(text))) {
        this.faults.push(`console error: ${text} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => {
      const text = String(error.error());
      if (!errors.some((pattern) => pattern.test(text))) this.faults.push(`page error: ${text}`);
    });
  }

  /** Opens a tab; the last one opened is `page`. */
  async newPage(at = "") {
    this.page = await this.context.newPage();
    this.page.on("crash", () => this.faults.push("the page crashed"));
    await this.page.goto(url + at, { waitUntil: "load" });
    return this.page;
  }

  /** An element by its `data-testid`. */
  get(id) {
    return this.page.getByTestId(id);
  }

  /** Keeps a picture in target/screenshots for people to look at; answers with its path. */
  async screenshot(name) {
    const folder = path.join(root, "target/screenshots");
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, `${name.replace(/[^a-zA-Z0-9-]+/g, "-")}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Does `action` and waits for the file that it downloads. */
  async download(action) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), action()]);
    const file = await download.path();
    return { name: download.suggestedFilename(), path: file, bytes: await readFile(file) };
  }

  /** Fails when the accessibility rules are broken inside `selector`. */
  async assertAccessible(selector = "html", settings = {}) {
    // Evaluated and not added as an element, which the Content-Security-Policy would refuse.
    await this.page.evaluate(await readFile(require.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations } = await this.page.evaluate(
      ([scope, given]) => globalThis.axe.run(scope, given),
      [selector, settings],
    );
    const shown = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`),
    );
    assert.deepEqual(shown, [], "accessibility");
  }

  /** Fails when the page logged an error, threw, crashed or asked anything of another origin. */
  assertClean() {
    assert.deepEqual(this.faults, [], "faults of the page");
  }

  async close() {
    await this.context.close();
  }
}
