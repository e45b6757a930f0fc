import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACTS_ROOT, compile } from "./compile.ts";
import { type Declarations, declarationsOf } from "./source.ts";
import { tablesOf, withTables } from "./tables.ts";

/** Folder of the contract to the wrapper its generated file stands beside. */
export const CONTRACTS: Readonly<Record<string, string>> = {
  "client-escrow": "escrow",
  treasury: "treasury",
  "worker-payout": "payout",
  registry: "registry",
};

/** Path from the package's folder to the text that belongs there. */
export async function generateAll(): Promise<Map<string, string>> {
  const wrappers = Object.entries(CONTRACTS).map(
    async ([folder, wrapper]): Promise<[string, string]> => [
      `wrappers/${wrapper}.generated.ts`,
      await generate(folder),
    ],
  );
  return new Map([...(await Promise.all(wrappers)), ["README.md", readme()]]);
}

const read = (path: string): string => readFileSync(join(CONTRACTS_ROOT, path), "utf8");

function readme(): string {
  const titled: [string, string[]][] = [
    ["What the contracts say to each other", ["common/messages.tolk"]],
    ...Object.keys(CONTRACTS).map((folder): [string, string[]] => [
      folder,
      [`${folder}/messages.tolk`, `${folder}/errors.tolk`],
    ]),
  ];
  const tables = titled.map(([title, paths]) => tablesOf(title, paths.map(read).join("\n")));
  return withTables(read("README.md"), tables);
}

/** A contract's generated file: its code, and the numbers of its own messages and of those that all share. */
async function generate(folder: string): Promise<string> {
  const { codeBoc, codeHash, sources } = await compile(folder);
  const own = [...sources].filter(([path]) => path.startsWith(`${folder}/`) || path.startsWith("common/"));
  const declared: Declarations = declarationsOf(own.map(([, text]) => text).join("\n"));
  return [
    `// Generated from ${folder}/*.tolk by \`npm run generate -w contracts\`.\n`,
    object("opcodes", declared.opcodes, (code) => `0x${code.toString(16).padStart(8, "0")}`),
    object("errors", declared.errors, String),
    object("reasons", declared.reasons, (says) => JSON.stringify(says)),
    object("constants", declared.constants, (amount) => `${amount}n`),
    `export const codeHash = "${codeHash}";\n`,
    `export const codeBoc =\n  "${codeBoc}";\n`,
  ].join("\n");
}

function object<T>(name: string, entries: Readonly<Record<string, T>>, show: (value: T) => string): string {
  const sorted = Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([key, value]) => `  ${key}: ${show(value)},\n`);
  return `export const ${name} = {\n${lines.join("")}} as const;\n`;
}
