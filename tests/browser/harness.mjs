// The frame of every browser test: one Chromium for each file, one fresh profile for each journey.
//
// A journey fails by itself when the page logs an error, throws, or asks anything of another origin.

import { after, before, test } from "node:test";
import { App, launch } from "./app.mjs";

export { App, launch, url } from "./app.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

/**
 * One test: `body` gets an open {@link App}.
 *
 * @param {string} name what a user can do
 * @param {object} options
 *   `at`: the path to open ("" is the first page);
 *   `context`: Playwright's options of a browser context (viewport, colorScheme, …);
 *   `before`: a function that runs in each page before the app does;
 *   `errors`: patterns of errors that this journey provokes on purpose
 * @param {(app: App) => Promise<void>} body
 */
export function journey(name, options, body) {
  test(name, { timeout: 120_000 }, async () => {
    const app = await App.open(browser, options);
    try {
      await body(app);
      app.assertClean();
    } catch (error) {
      await app.screenshot(`failed-${name}`).catch(() => {});
      if (app.faults.length > 0) {
        error.message += `\nalso seen:\n${app.faults.join("\n")}`;
      }
      throw error;
    } finally {
      await app.close();
    }
  });
}
