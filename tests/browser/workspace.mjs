// What users do in the workspace, for the journeys; and the command line, which has to agree with it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const cli = process.env.GROUNDPLAN_CLI ?? "groundplan";

/** What `groundplan` prints. */
export async function groundplan(...args) {
  const { stdout } = await promisify(execFile)(cli, args, { maxBuffer: 1 << 26 });
  return stdout;
}

/** Calls `body` with a folder that is there as long as it runs. */
export async function inFolder(body) {
  const folder = await mkdtemp(path.join(tmpdir(), "groundplan-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The bytes of the bundle that the command line writes. */
export function bundleOf(reference, ...args) {
  return inFolder(async (folder) => {
    const file = path.join(folder, "bundle.zip");
    await groundplan("export", reference, "-o", file, ...args);
    return readFile(file);
  });
}

/** The estimate of the command line, for a reference or for the bytes of a design file. */
export function estimateOf(design, ...args) {
  return answerOf("estimate", design, ...args);
}

/** What a verb of the command line says as JSON of a design: its file's bytes, or the name of a reference. */
export function answerOf(verb, design, ...args) {
  return inFolder(async (folder) => {
    let file = design;
    if (Buffer.isBuffer(design)) {
      file = path.join(folder, "design.groundplan.json");
      await writeFile(file, design);
    }
    return JSON.parse(await groundplan(verb, file, "--format", "json", ...args));
  });
}

/** An amount as the app shows it: with two decimals. */
export function cents(amount) {
  return amount.toFixed(2);
}

/** Opens a reference from the gallery, until it is drawn and priced. */
export async function openReference(app, id = "c1") {
  await app.get(`reference-${id}`).click();
  await priced(app);
  await app.page.locator("[data-component]").first().waitFor();
}

/** Waits for the price. */
export async function priced(app) {
  await app.page.locator("[data-testid=total-monthly][data-value]").waitFor();
}

/** The total of a month as it stands. */
export function total(app) {
  return app.get("total-monthly").getAttribute("data-value");
}

/** Waits until the total is this, a string with two decimals. */
export async function totalIs(app, expected) {
  await attributeIs(app, app.get("total-monthly"), "data-value", expected);
}

/** Waits until the total is another one than `before`; gives it. */
export async function totalChanges(app, before) {
  await app.page.waitForFunction(
    (before) => document.querySelector("[data-testid=total-monthly]").dataset.value !== before,
    before,
    { timeout: 10_000 },
  );
  return total(app);
}

/** Waits until an attribute of an element is this. */
export async function attributeIs(app, element, name, expected) {
  const handle = await element.elementHandle();
  const has = ([it, name, expected]) => it.getAttribute(name) === expected;
  await app.page.waitForFunction(has, [handle, name, expected], { timeout: 10_000 }).catch(async () => {
    assert.equal(await element.getAttribute(name), expected, name);
  });
}

/** Selects a component by its name's place on the canvas. */
export async function select(app, id) {
  // Inside a container its children lie, so it is taken at its upper edge.
  await app.page.locator(`[data-component="${id}"]`).click({ position: { x: 4, y: 4 } });
  await app.page.locator(`[data-component="${id}"][aria-pressed=true]`).waitFor();
}

/** A field of the inspector, or of a pane. */
export function field(app, name, within = "[data-testid=inspector]") {
  return app.page.locator(`${within} [name="${name}"]`);
}

/** Opens a pane of the drawer. */
export async function openPane(app, hook) {
  const tab = app.get(hook).locator(".dock-tab");
  if ((await tab.getAttribute("aria-expanded")) !== "true") await tab.click();
  await app.page.locator(`#${hook}-body`).waitFor();
}

/** Shows a step of the plan as if it were taken. */
export async function preview(app, step) {
  await openPane(app, "plan");
  await app.get(`plan-step-${step}`).click();
  await app.page.locator(".banner.preview").waitFor();
}

/** Saves the design as a file: its name and bytes. */
export function save(app) {
  return app.download(() => app.get("save-design").click());
}

/** Waits until the browser keeps what is on the screen. */
export async function kept(app) {
  await app.page.locator(".save-state", { hasText: /^Saved$/ }).waitFor();
}
