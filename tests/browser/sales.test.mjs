// Sales: another region, another workload, and what the budget says to it.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import {
  attributeIs, cents, estimateOf, field, openPane, openReference, save, select, total, totalChanges, totalIs,
} from "./workspace.mjs";

const inHead = "header";

journey("another region is priced anew", {}, async (app) => {
  await openReference(app);
  const region = field(app, "region", inHead);
  assert.equal(await region.inputValue(), "us-east-1");
  await region.selectOption("eu-central-1");
  const there = await estimateOf("c1", "--region", "eu-central-1");
  await totalIs(app, cents(there.total.expected));
  await attributeIs(app, app.get("budget-status"), "data-value", there.budget.status);
});

journey("what has no price in a region is named, and not counted", {}, async (app) => {
  await openReference(app);
  await field(app, "region", inHead).selectOption("af-south-1");
  const there = await estimateOf("c1", "--region", "af-south-1");
  const missing = there.items.filter(({ monthly }) => monthly === null);
  assert.ok(missing.length > 0, "this region lacks prices");
  await totalIs(app, cents(there.total.expected));
  await openPane(app, "bill");
  await app.get("bill").getByText(`${missing.length} without a price, not counted`).waitFor();
  const lines = app.page.locator("#bill-body .bill-line", { hasText: "no price in this region" });
  const named = await lines.allInnerTexts();
  for (const { name } of missing) {
    assert.ok(named.some((it) => it.includes(name)), name);
  }
});

journey("the workload moves the price: low, expected and high", {}, async (app) => {
  await openReference(app);
  const before = await total(app);
  await openPane(app, "workload");
  const within = "#workload-body";
  const changes = { "workload.gb_out": ["100", "1000", "5000"], "workload.requests": ["1000000", "50000000", "90000000"] };
  for (const [name, figures] of Object.entries(changes)) {
    // From the top down, so that no figure is ever above the next.
    for (const [idx, part] of [[2, "high"], [1, "expected"], [0, "low"]]) {
      await field(app, `${name}.${part}`, within).fill(figures[idx]);
    }
  }
  await totalChanges(app, before);
  const there = await estimateOf((await save(app)).bytes);
  await totalIs(app, cents(there.total.expected));
  await attributeIs(app, app.get("budget-status"), "data-value", there.budget.status);
  const verdict = await app.page.locator(".workload-verdict").innerText();
  for (const amount of Object.values(there.total)) assert.ok(verdict.includes(cents(amount)), `${amount} in ${verdict}`);
});

journey("a stated figure is held against what the design comes to", {}, async (app) => {
  await openReference(app);
  await openPane(app, "claims");
  const pane = app.get("claims").locator(".claims").or(app.page.locator("#claims-body"));
  await pane.locator("[data-claim=db-storage-range]").getByText("holds").waitFor();
  const within = "#claims-body";
  await field(app, "claim-title", within).fill("What the customer was told");
  await field(app, "claim-low", within).fill("a lot");
  await pane.getByRole("button", { name: "Add" }).click();
  await pane.locator(".field-error", { hasText: "is no number" }).waitFor();
  await field(app, "claim-low", within).fill("$150");
  await pane.getByRole("button", { name: "Add" }).click();
  const row = pane.locator("[data-claim=claim-1]");
  const apart = (Number(await total(app)) - 150).toFixed(2);
  await row.getByText(`+$${apart}`).waitFor();

  // A figure outside of a stated range is named at its field and among the findings.
  await select(app, "db");
  await app.get("inspector").locator(".stated", { hasText: "20 – 40" }).waitFor();
  await field(app, "storage_gb").fill("50");
  await app.get("inspector").locator(".stated.outside", { hasText: "20 – 40" }).waitFor();
  await openPane(app, "findings");
  await app.page.locator("[data-rule=claim-differs]", { hasText: "Database storage" }).waitFor();
  const saved = JSON.parse((await save(app)).bytes);
  assert.equal(saved.settings.claims.at(-1).stated.expected, 150);
});

journey("free allowances are a switch", {}, async (app) => {
  await openReference(app);
  const before = await total(app);
  const free = app.get("bill").getByLabel("Free allowances");
  assert.equal(await free.isChecked(), false);
  await free.check();
  const after = await totalChanges(app, before);
  assert.ok(Number(after) < Number(before), `${after} is less than ${before}`);
  await app.get("bill").getByText("The account as a whole").waitFor();
  await free.uncheck();
  await totalIs(app, before);
});

journey("an implied line is switched off, and with it its price", {}, async (app) => {
  await openReference(app);
  const before = await estimateOf("c1");
  const address = before.items.find((it) => it.component === "app-host" && it.name === "Public IPv4 address");
  assert.ok(address.implied);
  await app.page.locator("#bill-body tbody", { hasText: "App host" }).getByLabel("Count Public IPv4 address").uncheck();
  await totalIs(app, cents(before.total.expected - address.monthly));
  await app.get("undo").click();
  await totalIs(app, cents(before.total.expected));
});

journey("the budget is read as a verdict", {}, async (app) => {
  await openReference(app);
  await attributeIs(app, app.get("budget-status"), "data-value", "under");
  for (const [limit, alert, status] of [["200", "150", "alert"], ["160", "150", "over"]]) {
    await field(app, "budget.alert").fill(alert);
    await field(app, "budget.limit").fill(limit);
    await attributeIs(app, app.get("budget-status"), "data-value", status);
  }
});
