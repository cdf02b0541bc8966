// What only a browser can tell: how long until the page is usable, how many frames a second a large
// design keeps while it is moved, and how long an edit takes until the total is right again.
//
// `cargo xtask bench` runs it. Each figure is a line of JSON on standard output.

import { readFile } from "node:fs/promises";
import { App, launch } from "./app.mjs";
import { field, openReference, priced, select } from "./workspace.mjs";

const RUNS = 20;
// Between two keys of somebody who types fast.
const KEYS_MS = 150;

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
  figure(`${name}, median frame`, median(gaps) * 1e6, "ns");
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

/** Turns the wheel with Control held, in many small steps as a touchpad does. */
async function turn(page, deltas) {
  await page.keyboard.down("Control");
  for (const delta of deltas) await page.mouse.wheel(0, delta);
  await page.keyboard.up("Control");
}

/**
 * In the page, from a number typed into a field until the total of a month is another and in sight, and
 * until the bill below says the same; and whether the total was right in the very next frame.
 */
function editToTotal(input, value) {
  return input.evaluate((element, value) => {
    const total = document.querySelector("[data-testid=total-monthly]");
    const bill = document.querySelector(".bill-table tfoot");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(element, value);
    const start = performance.now();
    // A frame's callbacks run before it is painted.
    let isNextFrame = false;
    const said = total.dataset.value;
    requestAnimationFrame(() => (isNextFrame = total.dataset.value !== said));
    const shown = (node, options) =>
      new Promise((resolve, reject) => {
        const before = node.dataset.value ?? node.textContent;
        const late = setTimeout(() => reject(new Error("nothing changed")), 10_000);
        new MutationObserver((_, observer) => {
          if ((node.dataset.value ?? node.textContent) === before) return;
          observer.disconnect();
          clearTimeout(late);
          // What is posted in a frame arrives after it was painted.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - start);
            port2.postMessage("");
          });
        }).observe(node, options);
      });
    const both = [
      shown(total, { attributes: true }),
      shown(bill, { childList: true, subtree: true, characterData: true }),
    ];
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
    return Promise.all(both).then(([total, bill]) => ({ total, bill, isNextFrame }));
  }, value);
}

/** Types numbers into the size of a volume, and notes how long the total and the bill take. */
async function edits(app, name, volume) {
  await select(app, volume);
  const size = field(app, "size_gb");
  await size.waitFor();
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    times.push(await editToTotal(size, String(300 + run)));
    await app.page.waitForTimeout(KEYS_MS);
  }
  const slow = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length * 0.95)];
  const [totals, bills] = [times.map((it) => it.total), times.map((it) => it.bill)];
  figure(`edit to updated total, ${name}`, median(totals) * 1e6, "ns");
  figure(`edit to updated total, ${name} (95th percentile)`, slow(totals) * 1e6, "ns");
  const prompt = times.filter((it) => it.isNextFrame).length / times.length;
  figure(`edits whose total is in the next frame, ${name}`, 100 * prompt, "%");
  figure(`edit to updated bill, ${name}`, median(bills) * 1e6, "ns");
}

async function c1(browser) {
  const app = await App.open(browser);
  await openReference(app, "c1");
  await app.page.waitForTimeout(500);
  await edits(app, "c1", "kafka-data");
  await app.close();
}

async function largeDesign(browser, file) {
  const app = await App.open(browser);
  const { page } = app;
  await app.get("open-design").setInputFiles(file);
  const canvas = app.get("canvas");
  await canvas.waitFor();
  await page.locator("[data-component]").first().waitFor({ state: "attached" });
  await priced(app);
  const { components } = JSON.parse(await readFile(file, "utf8"));
  const zoom = page.locator(".canvas-controls .zoom");
  const still = () => page.waitForTimeout(500);
  await page.getByRole("button", { name: "Show everything (F)" }).click();
  await still();
  const inView = await page.locator("[data-component]").count();
  if (inView !== components.length) {
    throw new Error(`${inView} of ${components.length} components are in view`);
  }

  const box = await canvas.boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  const away = await zoom.innerText();
  let near;
  await frames(app, "zoom, 1,000 components", async () => {
    await turn(page, Array(30).fill(-8));
    near = await zoom.innerText();
    await turn(page, Array(30).fill(8));
  });
  if (parseFloat(near) < 3 * parseFloat(away)) {
    throw new Error(`zooming went from ${away} to ${near} only`);
  }
  await still();

  const name = await page.locator("[data-component]").last().getAttribute("data-component");
  const moved = page.locator(`[data-component="${name}"]`);
  await moving(moved, "panning", async () => {
    await frames(app, "pan, 1,000 components", async () => {
      await page.mouse.down({ button: "middle" });
      await circle(page, middle);
      await page.mouse.up({ button: "middle" });
    });
    await still();
  });

  const node = await moved.boundingBox();
  const grip = { x: node.x + node.width / 2, y: node.y + node.height / 2 };
  await page.mouse.move(grip.x, grip.y);
  if (await app.get("undo").isEnabled()) {
    throw new Error("something was edited before the drag");
  }
  await moving(moved, "dragging", async () => {
    await page.mouse.down();
    await frames(app, "drag a component, 1,000 components", () => circle(page, grip));
    await page.mouse.up();
    await still();
  });
  if (!(await app.get("undo").isEnabled())) {
    throw new Error("dragging moved nothing for good");
  }

  await page.getByRole("button", { name: "Show everything (F)" }).click();
  await still();
  await edits(app, "1,000 components", components.find(({ kind }) => kind === "volume").id);
  await app.close();
}

const browser = await launch();
try {
  await firstPage(browser);
  await c1(browser);
  if (process.env.GROUNDPLAN_LARGE) {
    await largeDesign(browser, process.env.GROUNDPLAN_LARGE);
  }
} finally {
  await browser.close();
}
