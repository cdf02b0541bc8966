// The architect: edits the design, and compares a step of the plan with the base.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import {
  answerOf, attributeIs, cents, estimateOf, field, groundplan, openPane, openReference, preview, save, select, total, totalIs,
} from "./workspace.mjs";

journey("every node and line of a reference can be found on the page", {}, async (app) => {
  await openReference(app);
  const design = JSON.parse((await save(app)).bytes);
  const shown = (attribute) =>
    app.page.$$eval(`[${attribute}]`, (all, it) => all.map((element) => element.getAttribute(it)), attribute);
  const ids = (all) => all.map(({ id }) => id).sort();
  assert.deepEqual((await shown("data-component")).sort(), ids(design.components));
  assert.deepEqual((await shown("data-connection")).sort(), ids(design.connections));
});

journey("an edit changes the price, undo and redo take it back and forth", {}, async (app) => {
  await openReference(app);
  const before = await estimateOf("c1");
  await totalIs(app, cents(before.total.expected));

  await select(app, "app-host");
  const machine = field(app, "instance_type");
  assert.equal(await machine.inputValue(), "t4g.xlarge");
  await machine.fill("t4g.large");
  const after = await estimateOf((await save(app)).bytes);
  await totalIs(app, cents(after.total.expected));
  const hours = (estimate) => estimate.items.find((it) => it.component === "app-host" && it.name.includes("t4g."));
  assert.equal(
    cents(before.total.expected - after.total.expected),
    cents(hours(before).monthly - hours(after).monthly),
    "nothing but the machine's hours costs less",
  );

  await app.get("undo").click();
  await totalIs(app, cents(before.total.expected));
  assert.equal(await machine.inputValue(), "t4g.xlarge");
  await app.get("redo").click();
  await totalIs(app, cents(after.total.expected));
  assert.equal(await machine.inputValue(), "t4g.large");
});

journey("a value that is refused says so at its field and changes nothing", {}, async (app) => {
  await openReference(app);
  const before = await total(app);
  await select(app, "app-host");
  const size = field(app, "root_gb");
  await size.fill("-5");
  await app.page.locator("[data-testid=inspector] .field-error").waitFor();
  assert.equal(await size.getAttribute("aria-invalid"), "true");
  await size.blur();
  assert.equal(await total(app), before);
});

journey("a step is compared with the base, and left again", {}, async (app) => {
  await openReference(app);
  const base = await total(app);
  const plan = JSON.parse(await groundplan("plan", "c1", "--format", "json"));
  const step = plan.steps.find(({ id }) => id === "kafka-split");

  await preview(app, "kafka-split");
  await totalIs(app, cents(step.total.expected));
  await attributeIs(app, app.get("budget-status"), "data-value", step.budget_status);
  await app.page.locator(".budget-base", { hasText: `$${base}` }).waitFor();
  await app.page.locator("[data-component][aria-label*='added by the step']").first().waitFor();
  await app.page.locator("[data-component][aria-label*='changed by the step']").first().waitFor();
  const details = await app.page.locator("#plan-body .step-details").innerText();
  for (const words of [step.title, `$${base}`, `$${cents(step.total.expected)}`]) assert.ok(details.includes(words), words);
  await app.page.getByRole("button", { name: "Show the difference" }).click();
  await app.page.locator("#plan-body .diff", { hasText: "m7g.large" }).first().waitFor();

  await app.page.getByRole("button", { name: "Back to the base" }).click();
  await totalIs(app, base);
  await app.page.locator("[data-component][aria-label*='by the step']").first().waitFor({ state: "detached" });
});

journey("a step is taken for good, and undone", {}, async (app) => {
  await openReference(app);
  const base = await total(app);
  const plan = JSON.parse(await groundplan("plan", "c1", "--format", "json"));
  await preview(app, "kafka-split");
  await app.page.getByRole("button", { name: "Take this step" }).click();
  await totalIs(app, cents(plan.steps[0].total.expected));
  await app.get("plan-step-kafka-split").waitFor({ state: "detached" });
  await app.get("undo").click();
  await totalIs(app, base);
  await app.get("plan-step-kafka-split").waitFor();
});

journey("a finding leads to what it is about, and its fix takes it away", {}, async (app) => {
  await openReference(app);
  await openPane(app, "findings");
  const finding = app.page.locator("[data-rule=certificate-coverage]");
  await finding.locator(".finding-message").click();
  await app.page.locator("[data-component=alb][aria-pressed=true]").waitFor();
  await finding.getByRole("button", { name: /^Add api\.c1/ }).click();
  await finding.waitFor({ state: "detached" });
  await app.get("undo").click();
  await finding.waitFor();
});

journey("dev and prod are edited apart, compared, saved and exported alone", {}, async (app) => {
  await openReference(app);
  const base = await total(app);
  await openPane(app, "environments");
  const name = app.page.locator("[name=new-environment]");
  for (const it of ["dev", "prod"]) {
    await name.fill(it);
    await name.press("Enter");
    await app.get(`environment-${it}`).waitFor();
  }
  await name.fill("Not A Name");
  await name.press("Enter");
  await app.get("environments").locator(".field-error").waitFor();

  const chosen = app.page.locator("[name=environment]");
  await chosen.selectOption("dev");
  await select(app, "app-host");
  await field(app, "instance_type").fill("t4g.large");
  const design = (await save(app)).bytes;
  const dev = await estimateOf(design, "--env", "dev");
  await totalIs(app, cents(dev.total.expected));
  assert.ok(dev.total.expected < Number(base) - 40, "half the machine costs about half");
  const shown = await app.get("environment-dev-total").innerText();
  assert.equal(shown, `$${cents(dev.total.expected)}`);

  await chosen.selectOption("prod");
  await totalIs(app, base);
  assert.equal(await field(app, "instance_type").inputValue(), "t4g.xlarge");
  await chosen.selectOption("dev");
  await app.get("undo").click();
  await totalIs(app, base);
  await app.get("redo").click();
  await totalIs(app, cents(dev.total.expected));

  // What the base gets, both get.
  await chosen.selectOption("");
  await totalIs(app, base);
  await select(app, "kafka-data");
  await field(app, "size_gb").fill("300");
  const more = (await save(app)).bytes;
  for (const it of ["dev", "prod"]) {
    await chosen.selectOption(it);
    await totalIs(app, cents((await estimateOf(more, "--env", it)).total.expected));
  }
});

journey("the tasks of building are listed, edited, left out and reset", {}, async (app) => {
  await openReference(app);
  await openPane(app, "work");
  const derived = await answerOf("work", "c1");
  const figure = (hook, hours) => app.get(hook).filter({ hasText: new RegExp(`^${String(hours).replace(".", "\\.")} h$`) }).waitFor();
  const all = async (plan) => {
    await figure("work-blocking", plan.blocking_hours);
    await figure("work-other", plan.other_hours);
    await figure("work-length", plan.length_hours);
    await figure("work-all", plan.all_hours);
  };
  // What the command line says of the file that the page saves is what the page shows.
  const asSaved = async () => await answerOf("work", (await save(app)).bytes);
  await all(derived);
  const rows = app.page.locator("#work-body tbody tr");
  assert.equal(await rows.count(), derived.tasks.length);
  const critical = rows.filter({ has: app.page.getByText("Critical", { exact: true }) });
  assert.equal(await critical.count(), derived.tasks.filter((it) => it.is_critical).length);

  const row = (id) => app.get(`work-task-${id}`);
  const hours = row("kafka").locator("[name=hours]");
  await hours.fill("9.5");
  await hours.press("Enter");
  await figure("work-length", derived.length_hours + 3.5);
  await row("kafka").locator("[name=complexity]").selectOption("low");
  await row("rasa").locator("[name=blocking]").uncheck();
  await figure("work-other", derived.other_hours + 1);
  const edited = await asSaved();
  await all(edited);
  assert.equal(edited.tasks.find(({ task }) => task.id === "kafka").task.complexity, "low");

  await app.get("undo").click();
  await figure("work-other", derived.other_hours);
  await row("kafka").getByRole("button", { name: "Reset Kafka broker" }).click();
  await figure("work-length", derived.length_hours);

  await row("kafka").getByRole("button", { name: "Leave out Kafka broker" }).click();
  await row("kafka").waitFor({ state: "detached" });
  await figure("work-blocking", derived.blocking_hours - 6);
  await app.page.getByRole("button", { name: "Put back Kafka broker" }).click();
  await row("kafka").waitFor();

  await app.page.locator("[name=new-task]").fill("Write the runbook");
  await app.page.locator("[name=new-task]").press("Enter");
  await row("write-the-runbook").locator("[name=hours]").fill("-3");
  await row("write-the-runbook").locator("[name=hours]").press("Enter");
  await app.page.getByText("must be a number between 0 and 10000").first().waitFor();
  await row("write-the-runbook").locator("[name=hours]").fill("4");
  await row("write-the-runbook").locator("[name=hours]").press("Enter");
  await figure("work-blocking", derived.blocking_hours + 4);
  await all(await asSaved());
  await app.page.getByRole("button", { name: "Reset all" }).click();
  await all(derived);
  assert.equal(await app.page.getByRole("button", { name: "Reset all" }).count(), 0);
});
