// The demo under test: the one whose line of JSON stands in the file THROUGHLINE_DEMO, or one of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const root = new URL("../..", import.meta.url).pathname;

export async function open() {
  if (process.env.THROUGHLINE_DEMO) return { demo: JSON.parse(readFileSync(process.env.THROUGHLINE_DEMO, "utf8")), close() {} };
  const folder = mkdtempSync(join(tmpdir(), "throughline-clients-"));
  const hub = spawn("cargo", ["run", "--quiet", "--locked", "--", "demo", "--json", "--port", "0", "--dir", folder], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const demo = await new Promise((done, fail) => {
    let text = "";
    hub.stdout.on("data", (chunk) => { text += chunk; const end = text.indexOf("\n"); if (end >= 0) done(JSON.parse(text.slice(0, end))); });
    hub.on("exit", (code) => fail(new Error(`the demo ended with ${code}`)));
  });
  return { demo, close() { hub.kill("SIGTERM"); rmSync(folder, { recursive: true, force: true }); } };
}

/** Posts a query as a role. */
export async function ask(demo, role, query, variables) {
  const response = await fetch(demo.graphql, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json", authorization: `Bearer ${demo.tokens[role]}` },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Makes something happen: the next open exception is acknowledged, and acknowledged ones are told. */
export async function acknowledge(demo) {
  const open = await ask(demo, "finance", "{ exceptions(first: 1, where: { state: { eq: OPEN } }) { nodes { id } } }");
  const id = open.data.exceptions.nodes[0].id;
  const done = await ask(demo, "finance", "mutation($id: ID!) { acknowledgeException(input: { id: $id }) { exception { id state } userErrors { code } } }", { id });
  if (done.data?.acknowledgeException.exception.state !== "ACKNOWLEDGED") throw new Error(JSON.stringify(done));
  return id;
}
