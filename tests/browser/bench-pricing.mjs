// Loads the page that prices designs (crates/bundler/examples/pricing.rs) and passes its figures on.

import { launch } from "./app.mjs";

const browser = await launch();
try {
  const page = await browser.newPage();
  const done = new Promise((resolve, reject) => {
    page.on("console", (message) => {
      if (message.text() === "done") resolve();
      else if (message.type() === "error") reject(new Error(message.text()));
      else console.log(message.text());
    });
    page.on("pageerror", reject);
  });
  await page.goto(process.env.GROUNDPLAN_URL);
  await done;
} finally {
  await browser.close();
}
