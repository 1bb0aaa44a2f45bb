// The committed schema by graphql-eslint's rules of relay and of good manners.
import assert from "node:assert/strict";
import { test } from "node:test";
import plugin from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { root } from "./stand.mjs";

const rules = {
  ...plugin.configs["flat/schema-recommended"].rules,
  ...plugin.configs["flat/schema-relay"].rules,
  // Connections go forward only, and offer `nodes` beside `edges`.
  "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
  "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, withEdgeSuffix: true, shouldImplementNode: false }],
  "@graphql-eslint/require-description": ["error", { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, DirectiveDefinition: true }],
  "@graphql-eslint/input-name": ["error", { checkInputType: true, caseSensitiveInputType: false }],
  "@graphql-eslint/require-deprecation-reason": "error",
    // Only rows have an id; values of answers, payloads and pages have none.
  "@graphql-eslint/strict-id-in-types": "off",
  // A field is called what the thing is called, also where its owner's name begins alike (`Rate.rateCard`).
  "@graphql-eslint/no-typename-prefix": "off",
};

test("the schema keeps the rules", async () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [{ files: ["**/*.graphql"], plugins: { "@graphql-eslint": plugin }, languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig: { schema: `${root}/schema.graphql` } } }, rules }],
  });
  const [result] = await eslint.lintFiles([`${root}/schema.graphql`]);
  // The directives of GraphQL itself come as the specification has them.
  const own = result.messages.filter((message) => !/in directive "(include|skip)"/.test(message.message));
  assert.deepEqual(own.map((message) => `${message.line}: ${message.ruleId} ${message.message}`), []);
});
