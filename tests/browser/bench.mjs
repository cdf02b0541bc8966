// What only a browser can tell: how long until the page is usable, and how many frames a second a large
// design keeps while it is moved.
//
// `cargo xtask bench` runs it. Each figure is a line of JSON on standard output.

import { App, launch } from "./app.mjs";

const RUNS = 20;

function figure(name, value, unit) {
  console.log(JSON.stringify({ name, value, unit }));
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** From the request of the page until the gallery can be used, with an empty cache. */
async function firstPage(browser) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const app = await App.open(browser);
    await app.get("reference-c1").waitFor();
    times.push(await app.page.evaluate(() => performance.now()));
    await app.close();
  }
  figure("first usable page, empty cache", median(times) * 1e6, "ns");
}

/** Frames a second while `act` goes on. */
async function frames(app, name, act) {
  await app.page.evaluate(() => {
    const times = [];
    const note = (time) => {
      times.push(time);
      globalThis.frameRequest = requestAnimationFrame(note);
    };
    globalThis.frameTimes = times;
    globalThis.frameRequest = requestAnimationFrame(note);
  });
  await act();
  const times = await app.page.evaluate(() => {
    cancelAnimationFrame(globalThis.frameRequest);
    return globalThis.frameTimes;
  });
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  figure(`${name}, frames a second`, (gaps.length * 1000) / (times.at(-1) - times[0]), "fps");
  const slow = gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length * 0.95)];
  figure(`${name}, slowest frames (95th percentile)`, slow * 1e6, "ns");
}

/** Moves the mouse in a circle around a point, for about two seconds. */
async function circle(page, { x, y }) {
  for (let step = 0; step < 120; step += 1) {
    const angle = (step / 60) * 2 * Math.PI;
    await page.mouse.move(x + 80 * Math.cos(angle), y + 80 * Math.sin(angle));
  }
}

/** Does `act` and fails when `element` is where it was: frames of a picture that stands still say nothing. */
async function moving(element, what, act) {
  const before = await element.boundingBox();
  await act();
  const after = await element.boundingBox();
  const gone = !after || Math.hypot(after.x - before.x, after.y - before.y) > 20;
  if (!gone) {
    throw new Error(`${what} moved nothing`);
  }
}

async function largeDesign(browser, file) {
  const app = await App.open(browser);
  const { page } = app;
  await app.get("open-design").setInputFiles(file);
  const canvas = app.get("canvas");
  await canvas.waitFor();
  await page.locator("[data-component]").first().waitFor({ state: "attached" });
  const box = await canvas.boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await frames(app, "zoom, 1,000 components", async () => {
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.wheel(0, step < 30 ? -20 : 20);
    }
  });
  const component = page.locator("[data-component]").last();
  const name = await component.getAttribute("data-component");
  const moved = page.locator(`[data-component="${name}"]`);
  await moving(moved, "panning", () =>
    frames(app, "pan, 1,000 components", async () => {
      await page.mouse.down({ button: "middle" });
      await circle(page, middle);
      await page.mouse.up({ button: "middle" });
    }),
  );
  const node = await moved.boundingBox();
  const grip = { x: node.x + node.width / 2, y: node.y + node.height / 2 };
  await page.mouse.move(grip.x, grip.y);
  await moving(moved, "dragging", () =>
    frames(app, "drag a component, 1,000 components", async () => {
      await page.mouse.down();
      await circle(page, grip);
      await page.mouse.up();
    }),
  );
  await app.close();
}

const browser = await launch();
try {
  await firstPage(browser);
  if (process.env.GROUNDPLAN_LARGE) {
    await largeDesign(browser, process.env.GROUNDPLAN_LARGE);
  }
} finally {
  await browser.close();
}
