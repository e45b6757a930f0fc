import { chmod, writeFile } from "node:fs/promises";
import { toPem } from "./fake-kds.ts";

/** A program of NVIDIA's kind that does what `body`, JavaScript, says; `args` are its arguments. */
export async function writeProgram(path: string, body: string): Promise<string> {
  await writeFile(path, `#!${process.execPath}\nconst args = process.argv.slice(2);\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

/** JavaScript that writes what nvattest does for GPUs with these chains, each answering the nonce that it was given. */
export const collecting = (chains: readonly (readonly Uint8Array[])[], reportBytes = 400): string => `
  const nonce = args[args.indexOf("--nonce") + 1];
  const evidences = ${JSON.stringify(chains.map((chain) => chain.map(toPem).join("")))}.map((pem, index) => {
    const report = Buffer.alloc(${reportBytes}, index);
    report.write("11e00100", 0, "hex");
    report.write(nonce, 4, "hex");
    return {
      version: "1.0",
      arch: "HOPPER",
      nonce,
      evidence: report.toString("base64"),
      certificate: Buffer.from(pem).toString("base64"),
    };
  });
  process.stderr.write("a warning");
  process.stdout.write(JSON.stringify({ result_code: 0, result_message: "Ok", evidences }, null, 4));`;

/** JavaScript that starts a child, writes both process numbers to a file in one step, and never ends. */
export const hanging = (pidsAt: string, { childLeavesGroup = false } = {}): string => `
  const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"],
    { stdio: "inherit", detached: ${childLeavesGroup} });
  const pidsAt = ${JSON.stringify(pidsAt)};
  require("node:fs").writeFileSync(pidsAt + ".new", JSON.stringify([process.pid, pid]));
  require("node:fs").renameSync(pidsAt + ".new", pidsAt);
  setInterval(() => {}, 1000);`;
