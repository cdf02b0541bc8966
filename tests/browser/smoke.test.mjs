// The page loads: the program runs, nothing is logged, nothing leaves the origin.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";

journey("the first page loads", {}, async ({ page }) => {
  assert.equal(await page.title(), "Groundplan");
  const wasm = await page.evaluate(() =>
    performance.getEntriesByType("resource").some(({ name }) => name.endsWith(".wasm")),
  );
  assert.ok(wasm, "the program was fetched");
});
