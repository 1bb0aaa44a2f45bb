// Runs every test against one demo: the one of THROUGHLINE_DEMO, or one that it starts and ends.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open, root } from "./stand.mjs";

const { demo, close } = await open();
const folder = mkdtempSync(join(tmpdir(), "throughline-clients-"));
const file = join(folder, "demo.json");
writeFileSync(file, JSON.stringify(demo));
const tests = readdirSync(join(root, "clients/test")).filter((name) => name.endsWith(".test.mjs")).map((name) => join(root, "clients/test", name));
const { status } = spawnSync(process.execPath, ["--test", "--test-concurrency=1", "--test-force-exit", "--test-timeout=120000", "--test-reporter=spec", ...tests], { stdio: "inherit", env: { ...process.env, THROUGHLINE_DEMO: file } });
close();
rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);
