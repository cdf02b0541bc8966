// The page by itself: offline, behind its Content-Security-Policy, without JavaScript or WebAssembly.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { bundleOf, field, openReference, totalChanges, total } from "./workspace.mjs";

/** Waits until everything that the app needs is kept in the browser. */
async function installed(app) {
  await app.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((go) => navigator.serviceWorker.addEventListener("controllerchange", go, { once: true }));
    }
  });
}

journey("after the first visit the app works offline", { errors: [/ERR_/] }, async (app) => {
  await installed(app);
  await app.context.setOffline(true);
  await app.page.reload();
  await openReference(app);
  const { bytes } = await app.download(() => app.get("export-bundle").click());
  assert.ok(bytes.equals(await bundleOf("c1")));
  const prices = await app.page.evaluate(() => fetch("index.html?uncached").then(() => "online", () => "offline"));
  assert.equal(prices, "offline", "the network is really gone");
});

journey("another region's prices that can't be reached are said", { errors: [/ERR_/] }, async (app) => {
  await installed(app);
  await openReference(app);
  const before = await total(app);
  await app.context.setOffline(true);
  await field(app, "region", "header").selectOption("ap-southeast-2");
  const banner = app.page.locator(".banner.bad", { hasText: "No prices for ap-southeast-2" });
  await banner.waitFor();
  assert.equal(await total(app), before, "the figures are those of before");
  await app.context.setOffline(false);
  await banner.getByRole("button", { name: "Try again" }).click();
  await totalChanges(app, before);
  await banner.waitFor({ state: "detached" });
});

const watchPolicy = () => {
  globalThis.violations = [];
  addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(event.violatedDirective));
};

journey("a Content-Security-Policy holds, and is not violated", { before: watchPolicy, errors: [/Content Security Policy/] }, async (app) => {
  await openReference(app);
  const policy = await app.page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  for (const part of ["default-src 'none'", "connect-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"]) {
    assert.ok(policy.includes(part), part);
  }
  for (const hook of ["findings", "plan", "workload", "charts", "export", "work"]) {
    await app.get(hook).locator(".dock-tab").click();
  }
  assert.deepEqual(await app.page.evaluate("violations"), []);
  await app.page.evaluate(() => fetch("https://example.org/").catch(() => {}));
  assert.deepEqual(await app.page.evaluate("violations"), ["connect-src"], "other origins are out of reach");
});

journey("without JavaScript the page says what it is", { context: { javaScriptEnabled: false } }, async ({ page }) => {
  const text = await page.locator("main").innerText();
  assert.match(text, /Groundplan/);
  assert.match(text, /needs JavaScript and WebAssembly/);
  assert.match(text, /command line/);
});

const noWasm = () => {
  delete globalThis.WebAssembly;
};

journey("without WebAssembly the page says what it needs", { before: noWasm }, async ({ page }) => {
  await page.getByText("needs WebAssembly, which this browser lacks").waitFor();
  assert.equal(await page.locator("#boot-state").isVisible(), false);
});
