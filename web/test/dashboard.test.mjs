// The dashboard in headless Chromium, against the demo itself: real firm, real sync, real API.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { ask, open as openDemo } from "../../clients/test/stand.mjs";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
let stand, demo, browser;

before(
  async () => {
    assert.ok(executablePath, "Chromium is missing: install Debian's package chromium");
    stand = await openDemo();
    demo = stand.demo;
    browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  },
  { timeout: 900_000 },
);

after(async () => {
  await browser?.close();
  stand?.close();
});

async function open(path, options = {}, role = "pmo") {
  const page = await browser.newPage(options);
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(`${demo.url}/?role=${role}#/${path}`);
  return { page, wrong };
}

test("the overview shows numbers with their trend, in light and dark, on a desk and on a phone", async () => {
  for (const options of [{ viewport: { width: 1280, height: 900 } }, { viewport: { width: 390, height: 844 }, colorScheme: "dark" }]) {
    const { page, wrong } = await open("overview", options);
    const tile = page.locator("a.tile", { hasText: "Billable utilization" }).locator(".value");
    await tile.filter({ hasText: "%" }).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(width, 0, "the page does not scroll sideways");
    assert.deepEqual(wrong, []);
    await page.close();
  }
});

test("margin opens down to the rows behind a number", async () => {
  const { page, wrong } = await open("margin", {}, "finance");
  await page.locator("tbody button.link").first().click();
  await page.getByRole("dialog").locator("tbody tr").first().waitFor();
  assert.deepEqual(wrong, []);
  await page.close();
});

test("an exception is acknowledged in the live queue", async () => {
  const { page, wrong } = await open("exceptions", {}, "finance");
  const button = page.getByRole("button", { name: "Acknowledge" }).and(page.locator(":enabled")).first();
  await button.waitFor();
  const title = await page
    .locator("tbody tr")
    .filter({ has: page.locator("button:enabled", { hasText: "Acknowledge" }) })
    .first()
    .locator("td")
    .first()
    .innerText();
  await button.click();
  await page.locator("tbody tr", { hasText: title }).filter({ hasText: "Acknowledged" }).first().waitFor();
  assert.deepEqual(wrong, []);
  await page.close();
});

test("a payment status changes while one watches", { timeout: 240_000 }, async () => {
  const { page, wrong } = await open("accounts", {}, "finance");
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  await page.locator("tbody tr").first().waitFor();
  // The demo's firm goes on living: invoices and payments move some account's status within a minute or two.
  await page.locator("tbody tr.flash").first().waitFor({ timeout: 200_000 });
  assert.deepEqual(wrong, []);
  await page.close();
});

test("a role without cost sees that margin is hidden, not zero", async () => {
  const { page } = await open("margin", {}, "integration_engineer");
  await page.locator("main h1", { hasText: "Margin" }).waitFor();
  await page.locator(".masked, .state").first().waitFor();
  assert.equal(await page.locator("tbody td", { hasText: "0.00" }).count(), 0);
  await page.close();
});

test("every page opens by keyboard alone", async () => {
  const { page, wrong } = await open("overview");
  for (const name of ["Margin", "Utilization", "Billing latency", "Integration", "Exceptions", "Accounts"]) {
    await page.getByRole("navigation").getByRole("link", { name }).focus();
    await page.keyboard.press("Enter");
    await page.locator("main h1", { hasText: name }).waitFor();
  }
  assert.deepEqual(wrong, []);
  await page.close();
});

test("GraphiQL asks with the role's token and follows a subscription, loading nothing from elsewhere and breaking no policy", async () => {
  const wrong = [];
  // Each query in a context of its own: GraphiQL keeps what was asked before, and writes it down a while later.
  const run = async (query) => {
    const context = await browser.newContext();
    await context.addInitScript((text) => localStorage.setItem("graphiql:query", text), query);
    const page = await context.newPage();
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => { if (message.text().includes("Content Security Policy")) wrong.push(message.text()); });
    page.on("request", (request) => { if (!request.url().startsWith(demo.url) && !request.url().startsWith("data:")) wrong.push(request.url()); });
    await page.goto(`${demo.url}/graphiql?role=finance`);
    await page.getByRole("button", { name: "Execute query (Ctrl-Enter)" }).click();
    return page;
  };
  const asked = await run("{ viewer { roles { role } } }");
  await asked.locator(".result-window").getByText('"finance"').waitFor();
  await asked.context().close();
  const page = await run("subscription { exceptions { toState } }");
  const result = page.locator(".result-window");
  await page.getByRole("button", { name: "Stop query" }).waitFor();
  for (let tries = 0; tries < 5 && !(await result.innerText()).includes("toState"); tries++) {
    const open = await ask(demo, "finance", "{ exceptions(first: 1, where: { state: { eq: OPEN } }) { nodes { id } } }");
    await ask(demo, "finance", `mutation { acknowledgeException(input: { id: "${open.data.exceptions.nodes[0].id}" }) { exception { state } } }`);
    await result.getByText("toState").first().waitFor({ timeout: 5_000 }).catch(() => {});
  }
  assert.match(await result.innerText(), /ACKNOWLEDGED|OPEN|RESOLVED|PENDING/);
  assert.deepEqual(wrong, []);
  await page.context().close();
});
