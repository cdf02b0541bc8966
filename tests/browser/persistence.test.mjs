// What a user makes is not lost: reload, two tabs, files, storage that refuses, a crash.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { journey } from "./harness.mjs";
import { field, kept, openReference, priced, save, select, total, totalChanges, totalIs } from "./workspace.mjs";

/** Another machine for the host: an edit that shows in the price. */
async function edit(app, machine = "t4g.large") {
  const before = await total(app);
  await select(app, "app-host");
  await field(app, "instance_type").fill(machine);
  return totalChanges(app, before);
}

const theFile = (name, text) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });

journey("a design is there again after a reload", {}, async (app) => {
  await openReference(app);
  const after = await edit(app);
  await kept(app);
  await app.page.reload();
  await priced(app);
  await totalIs(app, after);
});

journey("a design that was left is among the recent ones", {}, async (app) => {
  await openReference(app);
  const after = await edit(app);
  await kept(app);
  await app.page.getByRole("button", { name: "Back to the gallery" }).click();
  await app.get("gallery").getByRole("button", { name: /^Single-box production \(c1\)/ }).click();
  await priced(app);
  await totalIs(app, after);
});

journey("two tabs with the same design notice each other, and neither overwrites", {}, async (app) => {
  await openReference(app);
  const before = await edit(app);
  await kept(app);
  const first = app.page;
  const second = await app.newPage(new URL(first.url()).hash);
  await priced(app);
  for (const tab of [first, second]) await tab.getByText("open in another tab too").waitFor();

  const theirs = await edit(app, "t4g.medium");
  await kept(app);
  app.page = first;
  await first.getByText("Another tab changed this design").waitFor();
  assert.equal(await total(app), before, "what is on the screen stays");
  await first.getByRole("button", { name: "Show the other version" }).click();
  await totalIs(app, theirs);
});

journey("a tab that comes too late keeps its design as a copy", {}, async (app) => {
  await openReference(app);
  await edit(app);
  await kept(app);
  const first = app.page;
  const second = await app.newPage(new URL(first.url()).hash);
  await priced(app);
  const theirs = await edit(app, "t4g.medium");
  await kept(app);
  app.page = first;
  await first.getByText("Another tab changed this design").waitFor();
  const mine = await edit(app, "t4g.small");
  await first.getByRole("button", { name: "Keep mine as a copy" }).click();
  await kept(app);
  assert.equal(await field(app, "design-name", "header").inputValue(), "Single-box production (c1) (copy)");
  await totalIs(app, mine);
  app.page = second;
  assert.equal(await total(app), theirs);
});

journey("a file that is no design is refused with one clear message", {}, async (app) => {
  await openReference(app);
  const before = await save(app);
  const address = app.page.url();
  const design = JSON.parse(before.bytes);
  const bad = {
    "notes.json": ["no design at all", /notes\.json can't be opened: .*line 1/],
    "newer.groundplan.json": [JSON.stringify({ ...design, format: "groundplan/9" }), /groundplan\/9/],
    "unknown.groundplan.json": [JSON.stringify({ ...design, colour: "red" }), /colour/],
    "dangling.groundplan.json": [
      JSON.stringify({ ...design, components: design.components.filter(({ id }) => id !== "vpc") }),
      /vpc/,
    ],
    "deep.groundplan.json": ["[".repeat(100_000), /deep\.groundplan\.json can't be opened/],
  };
  const toasts = app.page.locator(".toast.bad");
  for (const [name, [text, says]] of Object.entries(bad)) {
    await app.get("open-design").setInputFiles(theFile(name, text));
    await toasts.first().waitFor();
    assert.equal(await toasts.count(), 1, name);
    assert.match(await toasts.innerText(), says);
    await toasts.getByRole("button", { name: "Dismiss" }).click();
    await toasts.first().waitFor({ state: "detached" });
  }
  assert.equal(app.page.url(), address);
  assert.deepEqual((await save(app)).bytes, before.bytes);
});

journey("a saved file opens again as the same design", {}, async (app) => {
  await openReference(app);
  const after = await edit(app);
  const file = await save(app);
  assert.equal(file.name, "connexing-c1.groundplan.json");
  await app.page.getByRole("button", { name: "Back to the gallery" }).click();
  await app.get("gallery").getByTestId("open-design").setInputFiles(theFile(file.name, file.bytes));
  await priced(app);
  await totalIs(app, after);
  assert.deepEqual((await save(app)).bytes, file.bytes);
});

const refused = () => {
  const refuse = () => {
    throw new DOMException("storage is switched off", "SecurityError");
  };
  Object.defineProperty(window, "localStorage", { get: refuse });
  IDBFactory.prototype.open = refuse;
};

journey("storage that refuses is said, and nothing is lost", { before: refused }, async (app) => {
  await openReference(app);
  const after = await edit(app);
  const banner = app.page.locator(".banner.bad");
  await banner.getByText("not stored in this browser").waitFor();
  assert.match(await banner.innerText(), /switched off/);
  await totalIs(app, after);
  const file = await app.download(() => banner.getByRole("button", { name: "Download the design" }).click());
  assert.deepEqual(file.bytes, (await save(app)).bytes);
});

const full = () => {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("no room", "QuotaExceededError");
  };
};

journey("storage that is full is said, and nothing is lost", { before: full }, async (app) => {
  await openReference(app);
  const after = await edit(app);
  await app.page.locator(".banner.bad").getByText("the browser's storage is full").waitFor();
  await totalIs(app, after);
});

journey("after a crash, the design is offered as a file", { errors: [/panicked/, /unreachable/] }, async (app) => {
  await openReference(app);
  await edit(app);
  const { bytes } = await save(app);
  await app.page.evaluate(() => dispatchEvent(new CustomEvent("groundplan-crash")));
  const screen = app.page.locator("#crash");
  await screen.getByRole("heading").waitFor();
  const file = await app.download(() => screen.getByRole("link", { name: "Download the design" }).click());
  assert.deepEqual(file.bytes, bytes);
  assert.deepEqual(await readFile(file.path), bytes);
});
