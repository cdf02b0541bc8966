// The engineer: looks at the files, and downloads the bundle.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { journey } from "./harness.mjs";
import { bundleOf, groundplan, inFolder, openPane, openReference, preview } from "./workspace.mjs";

const download = (app) => app.download(() => app.get("export-bundle").click());

journey("the bundle of a design is that of the command line, byte for byte", {}, async (app) => {
  await openReference(app);
  const { name, bytes } = await download(app);
  assert.equal(name, "connexing-c1.zip");
  assert.ok(bytes.equals(await bundleOf("c1")), "the same bytes");
});

journey("the bundle of a step is that of the command line, byte for byte", {}, async (app) => {
  await openReference(app);
  await preview(app, "kafka-split");
  const { name, bytes } = await download(app);
  assert.equal(name, "connexing-c1-kafka-split.zip");
  assert.ok(bytes.equals(await bundleOf("c1", "--step", "kafka-split")), "the same bytes");
});

journey("every file of the bundle is in the tree and can be read first", {}, async (app) => {
  await openReference(app);
  await openPane(app, "export");
  await inFolder(async (folder) => {
    const out = path.join(folder, "bundle");
    await groundplan("export", "c1", "-o", out);
    const entries = await readdir(out, { recursive: true, withFileTypes: true });
    const files = entries.filter((it) => it.isFile()).map((it) => path.relative(out, path.join(it.parentPath, it.name)));
    const tree = app.page.locator("#export-body .file-tree");
    await tree.getByText(`${files.length} files`).waitFor();
    for (const file of ["terraform/compute.tf", "compose/compose.yaml", "runbook.md"].filter((it) => files.includes(it))) {
      await tree.getByRole("button", { name: path.basename(file) }).first().click();
      await app.page.locator("#export-body figcaption", { hasText: file }).waitFor();
      const shown = await app.page.locator("#export-body .file-text pre").textContent();
      assert.equal(shown, await readFile(path.join(out, file), "utf8"), file);
    }
    assert.ok(files.some((it) => it.startsWith("terraform/") && it.endsWith(".tf")));
  });
});

const unreached = { context: { serviceWorkers: "block" }, errors: [/ERR_|Failed to (load|fetch)|bundler/] };

for (const missing of ["worker.js", "bundler_bg.wasm"]) {
  journey(`a worker that can't be loaded is said, and is loaded once it can be: ${missing}`, unreached, async (app) => {
    await app.context.route(`**/${missing}`, (route) => route.abort());
    await openReference(app);
    await openPane(app, "findings");
    const failed = app.get("findings").locator(".notice.error", { hasText: "the worker of this page can't be loaded" });
    await failed.waitFor();
    await app.get("export-bundle").click();
    await app.page.locator(".toast.bad", { hasText: "the worker of this page can't be loaded" }).waitFor();
    await app.context.unroute(`**/${missing}`);
    await app.get("findings").getByRole("button", { name: "Try again" }).click();
    await app.page.locator("[data-rule=certificate-coverage]").waitFor();
    await failed.waitFor({ state: "detached" });
    const { bytes } = await download(app);
    assert.ok(bytes.equals(await bundleOf("c1")), "the same bytes");
  });
}
