// Writes, or with --check compares, the digest of everything the bundle is built from; a Rust test computes the same.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const files = [];
const walk = (path) => {
  if (statSync(path).isDirectory()) for (const name of readdirSync(path)) walk(join(path, name));
  else files.push(path);
};
["src", "public", "graphiql", "index.html", "package.json", "package-lock.json", "vite.config.ts", "vite.graphiql.config.ts", "codegen.ts", "tsconfig.json"].forEach(walk);
const hash = createHash("sha256");
for (const file of files.map((f) => f.replaceAll("\\", "/")).sort()) {
  hash.update(file).update("\0").update(readFileSync(file)).update("\0");
}
const digest = hash.digest("hex") + "\n";
if (process.argv.includes("--check")) {
  if (readFileSync("dist/sources.sha256", "utf8") !== digest) {
    console.error("web/dist is older than its sources: run `npm run build` in web/ and commit the result");
    process.exit(1);
  }
} else writeFileSync("dist/sources.sha256", digest);
