// For everybody: the rules of accessibility, both themes, two sizes of window, the keyboard alone.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { openPane, openReference, preview, select, total, totalChanges, totalIs } from "./workspace.mjs";

const panes = ["bill", "findings", "plan", "workload", "charts", "environments", "claims", "work", "export"];

/** Fails when anything but what scrolls by itself reaches out of the window. */
async function assertFits(app) {
  const outside = await app.page.evaluate(() => {
    const shown = document.querySelectorAll("body, header, main, aside, section, nav, button, input, select, h1, h2");
    const scrolls = (element) => {
      for (let it = element; it && it !== document.body; it = it.parentElement) {
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(it).overflowX)) return true;
      }
      return false;
    };
    const reaches = ({ left, right }) => right > innerWidth + 1 || left < -1;
    const names = [...shown]
      .filter((it) => it.checkVisibility() && reaches(it.getBoundingClientRect()) && !scrolls(it.parentElement))
      .map((it) => it.outerHTML.slice(0, 120));
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`page: ${scrollWidth}`, ...names] : names;
  });
  assert.deepEqual(outside, [], "outside of the window");
}

for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of [[1440, 900], [1024, 768]]) {
    const context = { colorScheme, viewport: { width, height } };
    const name = `${colorScheme} at ${width} × ${height}`;

    journey(`the gallery keeps the rules, ${name}`, { context }, async (app) => {
      await app.page.locator(".card-price").last().waitFor();
      await app.assertAccessible();
      await assertFits(app);
      await app.screenshot(`gallery-${colorScheme}-${width}`);
    });

    journey(`the workspace keeps the rules, ${name}`, { context }, async (app) => {
      await openReference(app);
      await app.screenshot(`workspace-${colorScheme}-${width}`);
      await app.assertAccessible();
      await assertFits(app);
      for (const pane of panes.slice(1)) {
        await openPane(app, pane);
        await assertFits(app);
        await app.screenshot(`${pane}-${colorScheme}-${width}`);
        await app.assertAccessible(`[data-testid=${pane}]`);
      }
      await preview(app, "kafka-split");
      await app.screenshot(`step-${colorScheme}-${width}`);
      await app.assertAccessible();
      await assertFits(app);
      await app.page.getByRole("button", { name: "Back to the base" }).click();
      await select(app, "app-host");
      await app.screenshot(`inspector-${colorScheme}-${width}`);
      await app.assertAccessible("[data-testid=inspector]");
    });
  }
}

journey("with the keyboard alone: open, walk, delete, undo, redo", {}, async (app) => {
  const { keyboard } = app.page;
  const focus = (read) => app.page.evaluate(read);
  await app.get("reference-c1").waitFor();
  const hook = () => focus(() => document.activeElement.dataset.testid);
  for (let presses = 0; (await hook()) !== "reference-c1"; presses++) {
    assert.ok(presses < 10, "the reference is reached");
    await keyboard.press("Tab");
  }
  await keyboard.press("Enter");
  await app.page.locator("[data-component]").first().waitFor();
  await app.page.locator("[data-testid=total-monthly][data-value]").waitFor();

  await keyboard.press("Tab");
  await keyboard.press("Enter");
  assert.equal(await hook(), "canvas", "the first stop is the way to the canvas");
  const node = () => focus(() => document.activeElement.dataset.component);
  await keyboard.press("Tab");
  const first = await node();
  assert.ok(first, "a node has the focus");
  await keyboard.press("Tab");
  assert.notEqual(await node(), first);
  await keyboard.press("Shift+Tab");
  assert.equal(await node(), first);
  for (let presses = 0; (await node()) !== "registry"; presses++) {
    assert.ok(presses < 60, "every node is reached");
    await keyboard.press("Tab");
  }

  const before = await total(app);
  await keyboard.press("Space");
  await app.page.locator("[data-component=registry][aria-pressed=true]").waitFor();
  await keyboard.press("Delete");
  await app.page.locator("[data-component=registry]").waitFor({ state: "detached" });
  const after = await totalChanges(app, before);
  await keyboard.press("Control+z");
  await app.page.locator("[data-component=registry]").waitFor();
  await totalIs(app, before);
  await keyboard.press("Control+Shift+Z");
  await totalIs(app, after);
});
