// The hooks for automation: they keep their names.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { groundplan, openPane, openReference, save } from "./workspace.mjs";

journey("the gallery has its hooks", {}, async (app) => {
  await app.get("gallery").waitFor();
  await app.get("reference-c1").waitFor();
  assert.equal(await app.get("open-design").getAttribute("type"), "file");
});

journey("the workspace has its hooks", {}, async (app) => {
  await openReference(app);
  const hooks = [
    "canvas", "inspector", "bill", "total-monthly", "budget-status", "findings", "plan", "undo", "redo", "save-design",
    "export-bundle",
  ];
  for (const hook of hooks) {
    await app.get(hook).waitFor();
    assert.equal(await app.get(hook).count(), 1, hook);
  }
  assert.equal(await app.get("open-design").getAttribute("type"), "file");
  assert.match(await app.get("total-monthly").getAttribute("data-value"), /^\d+\.\d\d$/);
  await openPane(app, "plan");
  const { settings } = JSON.parse((await save(app)).bytes);
  assert.ok(settings.plan.steps.length > 0);
  for (const { id } of settings.plan.steps) await app.get(`plan-step-${id}`).waitFor();
});

journey("every kind can be found in the palette, and added", {}, async (app) => {
  await openReference(app);
  const schema = await groundplan("schema");
  const kinds = await app.page.$$eval("[data-testid^=palette-]:not(.preset)", (all) =>
    all.map((it) => it.dataset.testid.slice("palette-".length)),
  );
  for (const kind of kinds) assert.ok(schema.includes(`"${kind}"`), kind);
  const { components } = JSON.parse((await save(app)).bytes);
  for (const kind of new Set(components.map(({ kind }) => kind))) assert.ok(kinds.includes(kind), kind);
  for (const kind of kinds) await app.get(`palette-${kind}`).click();
  const after = JSON.parse((await save(app)).bytes).components;
  assert.equal(after.length, components.length + kinds.length, "each was added");
  assert.deepEqual(await app.page.locator(".toast.bad").allInnerTexts(), []);
});

journey("a field of every kind has its own name, label and help", {}, async (app) => {
  await openReference(app);
  const { components } = JSON.parse((await save(app)).bytes);
  const seen = new Set();
  for (const { id, kind } of components) {
    if (seen.has(kind)) continue;
    seen.add(kind);
    await app.page.locator(`[data-component="${id}"]`).focus();
    await app.page.keyboard.press("Space");
    const fields = app.page.locator("[data-testid=inspector] :is(input, select, textarea)");
    await app.page.locator("[data-testid=inspector] .inspector-head code", { hasText: new RegExp(`^${id}$`) }).waitFor();
    const nameless = await fields.evaluateAll((all) =>
      all.filter((it) => !it.name || (it.labels.length === 0 && !it.ariaLabel)).map((it) => it.outerHTML.slice(0, 90)),
    );
    assert.deepEqual(nameless, [], kind);
    await app.page.keyboard.press("Space");
  }
});
