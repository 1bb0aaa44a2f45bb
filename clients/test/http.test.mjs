// The GraphQL-over-HTTP audit: every MUST and every SHOULD.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serverAudits } from "graphql-http";
import { open } from "./stand.mjs";

let stand;
before(async () => { stand = await open(); }, { timeout: 900_000 });
after(() => stand?.close());

test("the audit finds nothing that must or should be otherwise", async () => {
  const fetchFn = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${stand.demo.tokens.finance}` } });
  const counts = {}, wrong = [];
  for (const audit of serverAudits({ url: stand.demo.graphql, fetchFn })) {
    const result = await audit.fn();
    counts[result.status] = (counts[result.status] ?? 0) + 1;
    if (result.status !== "ok") wrong.push(`${audit.id} ${audit.name}: ${result.reason}`);
  }
  console.log(counts);
  assert.deepEqual(wrong, []);
});
