// On the canvas: taking hold of things, moving them and the picture, with pointer and keyboard.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { openReference, save, select } from "./workspace.mjs";

/** Opens a reference with the drawer closed, all of it in view. */
async function openWide(app) {
  await openReference(app);
  await app.page.keyboard.press("Control+j");
  await app.page.locator("#bill-body").waitFor({ state: "hidden" });
  await app.page.getByRole("button", { name: "Show everything (F)" }).click();
  await still(app);
}

/** Waits until nothing has moved for a while. */
async function still(app) {
  await app.page.evaluate(async () => {
    const places = () => {
      const all = document.querySelectorAll("[data-component]");
      return [...all].map((it) => Object.values(it.getBoundingClientRect().toJSON()).join()).join(";");
    };
    let [before, since] = ["", 0];
    while (since < 15) {
      await new Promise(requestAnimationFrame);
      const now = places();
      since = now === before ? since + 1 : 0;
      before = now;
    }
  });
}

function node(app, id) {
  return app.page.locator(`[data-component="${id}"]`);
}

function center({ x, y, width, height }) {
  return { x: x + width / 2, y: y + height / 2 };
}

async function middle(app, id) {
  return center(await node(app, id).boundingBox());
}

async function zoom(app) {
  return parseFloat(await app.page.locator(".canvas-controls .zoom").innerText());
}

/** Zooms with Control and the wheel over a point until the zoom is this, give or take a percent. */
async function zoomTo(app, percent, at) {
  await app.page.mouse.move(at.x, at.y);
  await app.page.keyboard.down("Control");
  for (let turns = 0; Math.abs((await zoom(app)) - percent) > 1; turns += 1) {
    assert.ok(turns < 60, `${percent} % is reached`);
    const delta = -Math.log(percent / (await zoom(app))) / 0.0075;
    await app.page.mouse.wheel(0, Math.max(-55, Math.min(55, delta)));
    await app.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await app.page.keyboard.up("Control");
  await still(app);
}

async function drag(app, from, to, options) {
  const { mouse } = app.page;
  await mouse.move(from.x, from.y);
  await mouse.down(options);
  await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await mouse.move(to.x, to.y, { steps: 4 });
  await mouse.up(options);
  await still(app);
}

function near(one, other, what, tolerance = 1.5) {
  assert.ok(Math.hypot(one.x - other.x, one.y - other.y) <= tolerance, `${what}: ${JSON.stringify([one, other])}`);
}

const isEdited = (app) => app.get("undo").isEnabled();

/** The selected components, once nothing changes any more. */
async function selected(app) {
  await still(app);
  return app.page.$$eval("[aria-pressed=true][data-component]", (all) => all.map((it) => it.dataset.component).sort());
}

const connections = async (app) => JSON.parse((await save(app)).bytes).connections;

for (const percent of [32, 36, 60]) {
  journey(`a node is moved by its middle at ${percent} %, as one step`, { context: { viewport: { width: 1024, height: 768 } } }, async (app) => {
    await openWide(app);
    await zoomTo(app, percent, await middle(app, "cdn"));
    const before = await middle(app, "cdn");
    const lines = await connections(app);
    // Selected and pointed at it shows handles, which must not take the press.
    await app.page.mouse.click(before.x, before.y);
    await node(app, "cdn").and(app.page.locator("[aria-pressed=true]")).waitFor();
    const to = { x: before.x - 30, y: before.y + 14 };
    await drag(app, before, to);
    near(await middle(app, "cdn"), to, "it went along", 8 * percent / 100 + 1);
    assert.deepEqual(await connections(app), lines, "nothing was connected");
    await app.get("undo").click();
    await still(app);
    near(await middle(app, "cdn"), before, "it is back");
    assert.equal(await isEdited(app), false, "that was one step");
  });
}

journey("Escape leaves a drag, and all is as it was", {}, async (app) => {
  await openWide(app);
  const before = await middle(app, "cdn");
  const { mouse, keyboard } = app.page;
  await mouse.move(before.x, before.y);
  await mouse.down();
  await mouse.move(before.x + 60, before.y + 40, { steps: 5 });
  await keyboard.press("Escape");
  await mouse.move(before.x + 90, before.y + 40, { steps: 3 });
  await mouse.up();
  await still(app);
  near(await middle(app, "cdn"), before, "it stayed");
  assert.equal(await isEdited(app), false);
});

journey("a marquee selects what is inside, Shift and a click add and take away", {}, async (app) => {
  await openWide(app);
  const [one, other] = [await node(app, "cdn").boundingBox(), await node(app, "dns").boundingBox()];
  const corners = {
    left: Math.min(one.x, other.x) - 4,
    top: Math.min(one.y, other.y) - 3,
    right: Math.max(one.x + one.width, other.x + other.width) + 4,
    bottom: Math.max(one.y + one.height, other.y + other.height) + 3,
  };
  await drag(app, { x: corners.left, y: corners.top }, { x: corners.right, y: corners.bottom });
  assert.deepEqual(await selected(app), ["cdn", "dns"]);
  await node(app, "registry").click({ modifiers: ["Shift"] });
  assert.deepEqual(await selected(app), ["cdn", "dns", "registry"]);
  await node(app, "cdn").click({ modifiers: ["Shift"] });
  assert.deepEqual(await selected(app), ["dns", "registry"]);
  assert.equal(await isEdited(app), false, "nothing was moved");
});

for (const by of ["middle button", "space bar"]) {
  journey(`the picture is moved with the ${by}`, {}, async (app) => {
    await openWide(app);
    await select(app, "cdn");
    const [one, other] = [await middle(app, "cdn"), await middle(app, "registry")];
    const way = { x: 70, y: -45 };
    const to = { x: one.x + way.x, y: one.y + way.y };
    if (by === "space bar") {
      await node(app, "cdn").focus();
      await app.page.keyboard.down("Space");
      await drag(app, one, to);
      await app.page.keyboard.up("Space");
    } else {
      await drag(app, one, to, { button: "middle" });
    }
    near(await middle(app, "cdn"), to, "it went along");
    near(await middle(app, "registry"), { x: other.x + way.x, y: other.y + way.y }, "so did the others");
    assert.deepEqual(await selected(app), ["cdn"], "what was selected stays so");
    assert.equal(await isEdited(app), false, "nothing was moved in the design");
    assert.equal(await app.page.locator(".toast").count(), 0, "and nothing was pasted");
  });
}

journey("zooming keeps what is under the pointer there", {}, async (app) => {
  await openWide(app);
  const before = await middle(app, "kafka");
  const from = await zoom(app);
  for (const percent of [from * 2, from * 4, from]) {
    await zoomTo(app, Math.round(percent), before);
    // The browser tells of whole pixels, and what that leaves out grows with the zoom.
    near(await middle(app, "kafka"), before, `at ${percent} %`, 1 + percent / from);
  }
});

journey("a connection is drawn from a handle", {}, async (app) => {
  await openWide(app);
  const lines = await connections(app);
  const box = await node(app, "cdn").boundingBox();
  await app.page.mouse.move(center(box).x, center(box).y);
  await drag(app, { x: box.x + box.width, y: center(box).y }, await middle(app, "office"));
  const added = (await connections(app)).filter(({ id }) => !lines.some((it) => it.id === id));
  assert.deepEqual(added.map(({ from, to }) => [from, to]), [["cdn", "office"]]);
  await app.page.locator(`[data-connection="${added[0].id}"][aria-pressed=true]`).waitFor();
});

journey("what is selected is copied, pasted and removed with keys, and each is undone", {}, async (app) => {
  await app.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openWide(app);
  const { keyboard } = app.page;
  const n_components = async () => JSON.parse((await save(app)).bytes).components.length;
  const before = await n_components();
  await select(app, "registry");
  await keyboard.press("Control+c");
  await keyboard.press("Control+v");
  await app.page.locator("[data-component=registry][aria-pressed=false]").waitFor();
  assert.equal(await n_components(), before + 1, "pasted");
  const [copy] = await selected(app);
  assert.notEqual(copy, "registry");
  await app.page.locator(".board").focus();
  await keyboard.press("Delete");
  await node(app, copy).waitFor({ state: "detached" });
  await keyboard.press("Control+z");
  await node(app, copy).waitFor({ state: "attached" });
  await keyboard.press("Control+z");
  await node(app, copy).waitFor({ state: "detached" });
  assert.equal(await isEdited(app), false);
  await keyboard.press("Control+Shift+Z");
  await node(app, copy).waitFor({ state: "attached" });
});

/** How many of the named boxes have an edge painted at their left side, and how many are out of view. */
function painted(app, containers) {
  return app.page.evaluate((containers) => {
    const canvas = document.querySelector(".board > canvas");
    const ctx = canvas.getContext("2d");
    const { left, top, right, bottom } = canvas.getBoundingClientRect();
    const ratio = canvas.width / canvas.clientWidth;
    const color = (x, y) => ctx.getImageData((x - left) * ratio, (y - top) * ratio, 1, 1).data.join();
    const counts = { seen: 0, all: 0, outside: 0 };
    for (const element of document.querySelectorAll("[data-component]")) {
      const box = element.getBoundingClientRect();
      const isOutside = box.right < left || box.left > right || box.bottom < top || box.top > bottom;
      // The title bar of a container may be out of view where the container is not.
      if (isOutside && !containers.includes(element.dataset.component)) counts.outside += 1;
      const y = (box.top + box.bottom) / 2;
      if (box.left < left + 6 || box.left > right - 6 || y < top || y >= bottom) continue;
      counts.all += 1;
      const colors = new Set([-4, 0, 0.5, 1, 2].map((by) => color(box.left + by, y)));
      if (colors.size > 1) counts.seen += 1;
    }
    return counts;
  }, containers);
}

for (const deviceScaleFactor of [1, 2]) {
  const context = { deviceScaleFactor };
  journey(`names lie over what is painted, after moves and zooms, ${deviceScaleFactor} pixels to one`, { context }, async (app) => {
    await openWide(app);
    const { components } = JSON.parse((await save(app)).bytes);
    const containers = components.map(({ parent }) => parent);
    assert.equal(await app.page.locator("[data-component]").count(), components.length, "all of it is in view");
    const check = async (when) => {
      const { seen, all, outside } = await painted(app, containers);
      assert.ok(all > 0 && seen === all, `${when}: ${seen} of ${all} boxes are where their names are`);
      assert.equal(outside, 0, `${when}: names out of view`);
    };
    await check("at first");
    const at = await middle(app, "kafka");
    await zoomTo(app, 160, at);
    assert.ok((await app.page.locator("[data-component]").count()) < components.length, "fewer are in view");
    await check("near");
    // Further than the margin that is painted around the view.
    for (const way of [{ x: 300, y: 200 }, { x: -500, y: -150 }]) {
      await drag(app, at, { x: at.x + way.x, y: at.y + way.y }, { button: "middle" });
      await check(`moved by ${JSON.stringify(way)}`);
    }
    await app.page.getByRole("button", { name: "Show everything (F)" }).click();
    await still(app);
    assert.equal(await app.page.locator("[data-component]").count(), components.length);
    await check("all again");
  });
}

journey("Alt and arrows go to the node in that direction, and the focus survives the picture's moves", {}, async (app) => {
  await openWide(app);
  const focused = () => app.page.evaluate(() => document.activeElement.dataset.component);
  await node(app, "registry").focus();
  await app.page.keyboard.press("Alt+ArrowDown");
  const below = await focused();
  assert.ok(below && below !== "registry");
  assert.ok((await middle(app, below)).y > (await middle(app, "registry")).y, `${below} is below`);
  await app.page.keyboard.press("Alt+ArrowUp");
  const at = await middle(app, "kafka");
  const kept = await focused();
  await app.page.mouse.move(at.x, at.y);
  for (let turns = 0; turns < 12; turns += 1) await app.page.mouse.wheel(30, 10);
  await still(app);
  assert.equal(await focused(), kept);
});
