import { defineConfig } from "vite";

// GraphiQL is a page of its own: React and its editor are loaded by nobody who only looks at the dashboard.
export default defineConfig({
  root: "graphiql",
  base: "/graphiql/",
  publicDir: false,
  build: { outDir: "../dist/graphiql", emptyOutDir: true, sourcemap: false, assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 },
});
