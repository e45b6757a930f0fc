// npm run check-app -w miniapp: builds the app for production, weighs and judges it. The last line is `N passed, N failed`.
import { fileURLToPath } from "node:url";
import { buildApp } from "./build-app.ts";
import { judgeApp } from "./checks/judge.ts";

const FOLDER = fileURLToPath(new URL("../dist/production", import.meta.url));

const { checks, weight } = await judgeApp(FOLDER, await buildApp(FOLDER));
const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
console.log(
  `by gzip: first paint ${kib(weight.firstPaintBytes)}, sealed prompt ${kib(weight.sealedPromptBytes)}`,
);
for (const { name, problems } of checks)
  console.log(problems.length === 0 ? `PASS ${name}` : `FAIL ${name}: ${problems.join(", ")}`);
const failed = checks.filter(({ problems }) => problems.length > 0).length;
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
