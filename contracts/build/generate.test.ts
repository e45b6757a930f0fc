import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONTRACTS_ROOT } from "./compile.ts";
import { CONTRACTS, generateAll } from "./generate.ts";
import { declarationsOf } from "./source.ts";
import { tablesOf } from "./tables.ts";

describe("the generated files", () => {
  it("are what the Tolk source compiles to and declares", async () => {
    const generated = await generateAll();
    expect(generated.size).toBe(Object.keys(CONTRACTS).length + 1);
    for (const [path, text] of generated) {
      const committed = readFileSync(join(CONTRACTS_ROOT, path), "utf8");
      expect(committed === text, `${path}: run \`npm run generate -w contracts\``).toBe(true);
    }
  });
});

describe("the source's declarations", () => {
  const source = `/// Says why.\nconst ERR_NO = 7\nconst FEE = ton("0.02")\nconst DAY = 86400\n/// Asks\n/// twice.\nstruct (0x0000000a) Ask {\n    /// of whom\n    a: coins\n}\n`;

  it("are read with their comments and units", () => {
    expect(declarationsOf(source)).toEqual({
      opcodes: { Ask: 10 },
      errors: { NO: 7 },
      reasons: { 7: "Says why." },
      constants: { FEE: 20_000_000n, DAY: 86_400n },
    });
  });

  it("are shown as tables", () => {
    const text = tablesOf("x", source);
    expect(text).toContain("| `Ask` | `0x0000000a` | `a: coins` | Asks twice. |");
    expect(text).toContain("| 7 | `NO` | Says why. |");
  });
});
