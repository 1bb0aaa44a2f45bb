import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../schema.graphql",
  documents: ["src/**/*.graphql"],
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        defaultScalarType: "unknown",
        enumsAsTypes: true,
        scalars: { ID: "string", Date: "string", DateTime: "string", Decimal: "string", Currency: "string" },
      },
    },
  },
};
export default config;
