// Relay's walk: every connection of the root page by page, and every id that is met asked for by `node`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildClientSchema, getIntrospectionQuery, getNamedType, isObjectType } from "graphql";
import { ask, open } from "./stand.mjs";

const PAGES = 4, ROWS = 7;
let stand, demo, schema;
before(async () => {
  stand = await open();
  demo = stand.demo;
  schema = buildClientSchema((await ask(demo, "auditor", getIntrospectionQuery())).data);
}, { timeout: 900_000 });
after(() => stand?.close());

const connections = () => Object.values(schema.getQueryType().getFields()).filter((field) => getNamedType(field.type).name.endsWith("Connection"));
const given = (field) => {
  const args = field.args.map((argument) => argument.name);
  const list = args.includes("keys") ? ['keys: ["revenue", "billable_utilization"]'] : [];
  if (args.includes("metric")) list.push('metric: "revenue"');
  if (args.includes("period")) list.push('period: { from: "2026-01-01", to: "2026-06-30" }');
  if (args.includes("groupBy") && field.name !== "integrationHealth") list.push(field.name === "utilization" || args.includes("keys") ? "groupBy: [PRACTICE]" : "groupBy: [CUSTOMER]");
  return list;
};

test("every connection goes on where a page ended, without gap or doubling", async () => {
  for (const field of connections()) {
    const node = getNamedType(getNamedType(field.type).getFields().edges.type).getFields().node;
    const has = isObjectType(getNamedType(node.type)) && getNamedType(node.type).getFields().id ? "id" : "__typename";
    const seen = [];
    const totals = [];
    let after = null, pages = 0, more = true;
    while (more && pages < PAGES) {
      const args = [...given(field), `first: ${ROWS}`, ...(after ? [`after: ${JSON.stringify(after)}`] : [])].join(", ");
      const answer = await ask(demo, "auditor", `{ page: ${field.name}(${args}) { totalCount edges { cursor node { ${has} } } nodes { ${has} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`);
      assert.equal(answer.errors, undefined, `${field.name}: ${JSON.stringify(answer.errors)}`);
      const { edges, nodes, pageInfo, totalCount } = answer.data.page;
      totals.push(totalCount);
      assert.deepEqual(edges.map((edge) => edge.node), nodes, field.name);
      assert.equal(pageInfo.startCursor, edges[0]?.cursor ?? null, field.name);
      assert.equal(pageInfo.endCursor, edges.at(-1)?.cursor ?? null, field.name);
      assert.equal(pageInfo.hasPreviousPage, after !== null, field.name);
      if (pageInfo.hasNextPage) assert.equal(edges.length, ROWS, field.name);
      seen.push(...edges.map((edge) => edge.cursor));
      [after, more, pages] = [pageInfo.endCursor, pageInfo.hasNextPage, pages + 1];
    }
    assert.equal(new Set(seen).size, seen.length, `${field.name}: a row twice`);
    // The hub goes on living while one walks: the audit log even notes the walk itself.
    if (!more) assert.ok(Math.min(...totals) <= seen.length && seen.length <= Math.max(...totals), `${field.name}: ${seen.length} rows, totalCount ${totals}`);
  }
});

test("every id that is met is a node's", async () => {
  const nodes = new Set(schema.getPossibleTypes(schema.getType("Node")).map((type) => type.name));
  let met = 0;
  for (const field of connections()) {
    const type = getNamedType(getNamedType(getNamedType(field.type).getFields().edges.type).getFields().node.type);
    if (!type.getFields().id) continue;
    const answer = await ask(demo, "auditor", `{ page: ${field.name}(${[...given(field), "first: 3"].join(", ")}) { nodes { __typename id } } }`);
    const ids = answer.data.page.nodes.filter((row) => row.id);
    if (ids.length === 0) continue;
    const asked = await ask(demo, "auditor", `{ ${ids.map(({ id }, at) => `n${at}: node(id: "${id}") { __typename id }`).join(" ")} }`);
    assert.equal(asked.errors, undefined, JSON.stringify(asked.errors));
    ids.forEach((row, at) => {
      if (nodes.has(row.__typename)) assert.deepEqual(asked.data[`n${at}`], row, field.name);
      else assert.ok(asked.data[`n${at}`], `${field.name} ${row.id}`);
      met++;
    });
  }
  assert.ok(met > 60, `${met} ids`);
});
