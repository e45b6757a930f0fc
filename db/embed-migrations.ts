import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * Writes db/migrations/*.sql into a module, so that `migrate` finds them from source, from dist and from a bundle alike.
 * Run after `drizzle-kit generate` or an edit of a migration not yet released.
 */
const folder = new URL("migrations/", import.meta.url);
const names = readdirSync(folder).filter((file) => file.endsWith(".sql"));

const entries = names.toSorted().map((file) => {
  const statements = readFileSync(new URL(file, folder), "utf8");
  const sha256 = createHash("sha256").update(statements).digest("hex");
  return [
    "  {",
    `    name: ${JSON.stringify(file.replace(/\.sql$/, ""))},`,
    `    sha256: ${JSON.stringify(sha256)},`,
    "    statements:",
    `      ${JSON.stringify(statements)},`,
    "  },",
  ].join("\n");
});

const module = `/** Made by \`npm run generate -w db\` from db/migrations/*.sql; a test compares them. */
export interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly statements: string;
}

export const MIGRATIONS: readonly Migration[] = [
${entries.join("\n")}
];
`;
writeFileSync(new URL("src/connection/migrations.generated.ts", import.meta.url), module);
